//! Batches of records, in the order of the file.

use kabinet_proto::subscriptions::v1::{ContractRecord, ImportSnapshotRequest};
use prost::{Message as _, encoding::encoded_len_varint};

use crate::checksum;

/// Most records of a batch (`ImportSnapshotRequest`).
pub(crate) const MAX_RECORDS: usize = 1_000;
/// Most bytes of a batch, encoded (`ImportSnapshotRequest`).
pub(crate) const MAX_BYTES: usize = 512 * 1024;
/// What a batch has beside its records: the snapshot's id and an ordinal, with their tags.
const FRAME_BYTES: usize = 128;

/// Where a record comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// A line of the file.
    Line(u64),
    /// A line that was rejected here: the record only says that its contract exists.
    Mention,
}

/// Records that travel together, each with its origin.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    records: Vec<ContractRecord>,
    origins: Vec<Origin>,
    first_ordinal: u64,
    bytes: usize,
    checksum: u64,
}

impl Batch {
    fn starting_at(first_ordinal: u64) -> Self {
        Self {
            first_ordinal,
            bytes: FRAME_BYTES,
            ..Self::default()
        }
    }

    /// Returns the number of records.
    pub(crate) fn len(&self) -> u64 {
        self.records.len() as u64
    }

    /// Returns the ordinal behind the last record.
    pub(crate) fn end(&self) -> u64 {
        self.first_ordinal + self.len()
    }

    /// Returns the sum of the records' checksums.
    pub(crate) fn checksum(&self) -> u64 {
        self.checksum
    }

    /// Makes the request; the records stay, in case they have to be sent again.
    pub(crate) fn request(&self, snapshot_id: &str) -> ImportSnapshotRequest {
        ImportSnapshotRequest {
            snapshot_id: snapshot_id.to_owned(),
            first_ordinal: self.first_ordinal.cast_signed(),
            records: self.records.clone(),
        }
    }

    /// Returns how many records are lines of the file.
    pub(crate) fn line_count(&self) -> u64 {
        let lines = self.origins.iter();
        lines.filter(|origin| **origin != Origin::Mention).count() as u64
    }

    /// Returns the id of a record and where it comes from; none where it is of another batch.
    pub(crate) fn origin(&self, ordinal: i64) -> Option<(Origin, &str)> {
        let ordinal = u64::try_from(ordinal).ok()?;
        let index = usize::try_from(ordinal.checked_sub(self.first_ordinal)?).ok()?;
        Some((
            *self.origins.get(index)?,
            self.records.get(index)?.external_id.as_str(),
        ))
    }

    fn has_room_for(&self, bytes: usize) -> bool {
        self.records.len() < MAX_RECORDS && self.bytes + bytes <= MAX_BYTES
    }

    fn push(&mut self, origin: Origin, record: ContractRecord, bytes: usize) {
        self.checksum = self.checksum.wrapping_add(checksum::part(&record));
        self.bytes += bytes;
        self.origins.push(origin);
        self.records.push(record);
    }
}

/// Cuts a row of records into batches.
#[derive(Debug)]
pub(crate) struct Cutter {
    open: Batch,
}

impl Cutter {
    pub(crate) fn new() -> Self {
        Self {
            open: Batch::starting_at(0),
        }
    }

    /// Mentions a contract by a record that is always rejected, since it has no version: what a
    /// complete snapshot mentions is not missing from it.
    pub(crate) fn mention(&mut self, external_id: String) -> Option<Batch> {
        let record = ContractRecord {
            external_id,
            ..ContractRecord::default()
        };
        self.push(Origin::Mention, record)
    }

    /// Takes a record; returns the batch before it, where that one is full.
    pub(crate) fn push(&mut self, origin: Origin, record: ContractRecord) -> Option<Batch> {
        let length = record.encoded_len();
        let bytes = 1 + encoded_len_varint(length as u64) + length;
        let full = (self.open.len() > 0 && !self.open.has_room_for(bytes)).then(|| self.cut());
        self.open.push(origin, record, bytes);
        full
    }

    /// Returns what is left.
    pub(crate) fn finish(mut self) -> Option<Batch> {
        (self.open.len() > 0).then(|| self.cut())
    }

    fn cut(&mut self) -> Batch {
        let next = Batch::starting_at(self.open.end());
        std::mem::replace(&mut self.open, next)
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::subscriptions::v1::ServiceRecord;

    use super::*;

    fn record(tariffs: usize) -> ContractRecord {
        ContractRecord {
            external_id: "C-1".to_owned(),
            services: vec![
                ServiceRecord {
                    tariff_name: "x".repeat(100),
                    ..ServiceRecord::default()
                };
                tariffs
            ],
            ..ContractRecord::default()
        }
    }

    fn cut(count: u64, tariffs: usize) -> Vec<Batch> {
        let mut cutter = Cutter::new();
        let mut batches: Vec<_> = (1..=count)
            .filter_map(|line| cutter.push(Origin::Line(line), record(tariffs)))
            .collect();
        batches.extend(cutter.finish());
        batches
    }

    #[test]
    fn batches_are_full_and_follow_each_other() {
        let batches = cut(2_001, 0);
        let ends: Vec<_> = batches.iter().map(Batch::end).collect();
        assert_eq!(ends, [1_000, 2_000, 2_001]);
        assert_eq!(batches[1].first_ordinal, 1_000);
        assert!(cut(0, 0).is_empty());
    }

    #[test]
    fn no_batch_is_longer_than_the_contract_allows() {
        let batches = cut(300, 50);
        assert!(batches.len() > 2);
        for batch in &batches {
            let bytes = batch
                .request(&format!("snp_{}", "0".repeat(36)))
                .encoded_len();
            assert!(bytes <= MAX_BYTES, "{bytes}");
        }
        let first = batches[0].request("").encoded_len();
        assert!(first > MAX_BYTES - 8 * 1024, "{first}");
    }

    #[test]
    fn ordinal_leads_back_to_the_line() {
        let batches = cut(1_500, 0);
        let found = batches[1].origin(1_200);
        assert_eq!(found, Some((Origin::Line(1_201), "C-1")));
        for ordinal in [-1, 999, 1_500] {
            assert_eq!(batches[1].origin(ordinal), None);
        }
    }
}
