//! One snapshot, call by call.

use kabinet_proto::subscriptions::v1::{
    BeginSnapshotRequest, CommitSnapshotRequest, ContractRecord, GetSnapshotRequest,
    ImportSnapshotRequest, Snapshot, SnapshotScope,
};
use sha2::{Digest as _, Sha256};
use time::Duration;
use tonic::Status;

use super::ago;
use crate::{
    person::Person,
    suite::{Gateway, Suite},
};

/// A snapshot that was begun, and what was sent of it.
pub(crate) struct Import {
    source: String,
    snapshot_id: String,
    record_count: i64,
    checksum: u64,
}

impl Import {
    pub(crate) async fn begin(source: &str, scope: SnapshotScope, suite: &Suite) -> Self {
        let request = BeginSnapshotRequest {
            request_id: Person::new_request_id(),
            scope: scope.into(),
            as_of: Some(ago(Duration::ZERO)),
        };
        let mut ingest = caller(source, suite).ingest();
        let answer = ingest.begin_snapshot(request).await.unwrap().into_inner();
        Self {
            source: source.to_owned(),
            snapshot_id: answer.snapshot.unwrap().snapshot_id,
            record_count: 0,
            checksum: 0,
        }
    }

    /// Sends one batch and waits for its acknowledgement.
    pub(crate) async fn takes(&mut self, records: Vec<ContractRecord>, suite: &Suite) {
        let batch = ImportSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
            first_ordinal: self.record_count,
            records,
        };
        for record in &batch.records {
            self.record_count += 1;
            self.checksum = self.checksum.wrapping_add(part(record));
        }
        let mut ingest = caller(&self.source, suite).ingest();
        let answer = ingest.import_snapshot(tokio_stream::once(batch)).await;
        let mut answers = answer.unwrap().into_inner();
        let acknowledged = answers.message().await.unwrap().unwrap();
        assert_eq!(acknowledged.next_ordinal, self.record_count);
        assert!(acknowledged.rejected.is_empty(), "{acknowledged:?}");
    }

    /// Makes everything visible.
    pub(crate) async fn commit(&self, suite: &Suite) -> Result<Snapshot, Status> {
        let request = CommitSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
            record_count: self.record_count,
            checksum: self.checksum,
        };
        let mut ingest = caller(&self.source, suite).ingest();
        let answer = ingest.commit_snapshot(request).await?.into_inner();
        Ok(answer.snapshot.unwrap())
    }

    pub(crate) async fn looks(&self, suite: &Suite) -> Snapshot {
        let request = GetSnapshotRequest {
            snapshot_id: self.snapshot_id.clone(),
        };
        let mut ingest = caller(&self.source, suite).ingest();
        let answer = ingest.get_snapshot(request).await.unwrap().into_inner();
        answer.snapshot.unwrap()
    }
}

fn caller(source: &str, suite: &Suite) -> Gateway {
    suite
        .gateway()
        .with("kabinet-caller", &format!("bss/{source}"))
}

/// Returns what a record adds to the checksum (`CommitSnapshotRequest`).
fn part(record: &ContractRecord) -> u64 {
    let text = format!("{}\0{}", record.external_id, record.version);
    let digest = Sha256::digest(text);
    let (first, _) = digest.split_first_chunk().expect("a digest has 32 bytes");
    u64::from_be_bytes(*first)
}
