//! What the server has stored.

use kabinet_proto::{
    errors::v1::Reason,
    subscriptions::v1::{
        BeginSnapshotRequest, CommitSnapshotRequest, ContractRecord, ImportSnapshotRequest,
        ImportSnapshotResponse, RecordViolation, RejectedRecord, Snapshot, SnapshotResult,
        SnapshotState,
    },
};
use sha2::{Digest as _, Sha256};
use tonic::Status;

use super::refused;

/// The one snapshot, and its records by their ordinals.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) snapshot: Snapshot,
    pub(crate) records: Vec<ContractRecord>,
}

impl Kept {
    pub(super) fn begin(&mut self, request: &BeginSnapshotRequest) -> Snapshot {
        self.records.clear();
        self.snapshot = Snapshot {
            snapshot_id: "snp_1".to_owned(),
            scope: request.scope,
            as_of: request.as_of,
            ..Snapshot::default()
        };
        self.snapshot.set_state(SnapshotState::Open);
        self.snapshot.clone()
    }

    /// Stores a batch; a known one is acknowledged again.
    pub(super) fn store(
        &mut self,
        batch: &ImportSnapshotRequest,
    ) -> Result<ImportSnapshotResponse, Status> {
        if self.snapshot.state() != SnapshotState::Open {
            return Err(refused(Reason::SnapshotEnded));
        }
        let first = usize::try_from(batch.first_ordinal).unwrap();
        if first > self.records.len() {
            return Err(refused(Reason::SnapshotOutOfOrder));
        }
        if first == self.records.len() {
            self.records.extend(batch.records.iter().cloned());
        }
        self.snapshot.next_ordinal = i64::try_from(self.records.len()).unwrap();
        let rejected = (batch.first_ordinal..)
            .zip(&batch.records)
            .filter(|(_, record)| is_bad(record));
        Ok(ImportSnapshotResponse {
            next_ordinal: self.snapshot.next_ordinal,
            rejected: rejected.map(|(ordinal, _)| rejection(ordinal)).collect(),
        })
    }

    pub(super) fn forget(&mut self) {
        self.records.clear();
        self.snapshot.next_ordinal = 0;
    }

    pub(super) fn commit(&mut self, request: &CommitSnapshotRequest) -> Result<Snapshot, Status> {
        match self.snapshot.state() {
            SnapshotState::Committed => return Ok(self.snapshot.clone()),
            SnapshotState::Open => {}
            _ => return Err(refused(Reason::SnapshotEnded)),
        }
        let count = i64::try_from(self.records.len()).unwrap();
        let sum = self.records.iter().map(checksum);
        let sum = sum.fold(0_u64, u64::wrapping_add);
        if (request.record_count, request.checksum) != (count, sum) {
            return Err(refused(Reason::SnapshotIncomplete));
        }
        let rejected = self.records.iter().filter(|record| is_bad(record)).count();
        let rejected = i64::try_from(rejected).unwrap();
        self.snapshot.set_state(SnapshotState::Committed);
        self.snapshot.result = Some(SnapshotResult {
            created_count: count - rejected,
            rejected_count: rejected,
            ..SnapshotResult::default()
        });
        Ok(self.snapshot.clone())
    }
}

fn is_bad(record: &ContractRecord) -> bool {
    record.version == 0
}

fn rejection(ordinal: i64) -> RejectedRecord {
    RejectedRecord {
        ordinal,
        violations: vec![RecordViolation {
            field: "version".to_owned(),
            reason: "INT64_GT".to_owned(),
            description: "must be greater than 0".to_owned(),
        }],
    }
}

fn checksum(record: &ContractRecord) -> u64 {
    let text = format!("{}\0{}", record.external_id, record.version);
    let digest = Sha256::digest(text);
    u64::from_be_bytes(digest[..8].try_into().unwrap())
}
