//! Contracts as a billing system sends them.

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use sha2::{Digest as _, Sha256};

use super::{SOURCE, Subscriptions};

impl Subscriptions {
    /// Imports contracts of the configured source; the others stay as they are.
    pub(crate) async fn import(&self, records: Vec<pb::ContractRecord>) {
        let snapshot = self.import_from(SOURCE, records).await;
        let result = snapshot.result.unwrap();
        assert_eq!(
            (result.rejected_count, result.conflict_count),
            (0, 0),
            "a test's contracts are in order"
        );
    }

    /// Imports contracts of a source, and returns what became of them.
    pub(crate) async fn import_from(
        &self,
        source_id: &str,
        records: Vec<pb::ContractRecord>,
    ) -> pb::Snapshot {
        let mut bss = self.bss(source_id);
        let request = pb::BeginSnapshotRequest {
            request_id: self.request_id(),
            scope: pb::SnapshotScope::Partial.into(),
            as_of: Some(timestamp::write(self.env.now())),
        };
        let begun = bss.begin_snapshot(request).await.unwrap().into_inner();
        let snapshot_id = begun.snapshot.unwrap().snapshot_id;
        let commit = pb::CommitSnapshotRequest {
            snapshot_id: snapshot_id.clone(),
            record_count: i64::try_from(records.len()).unwrap(),
            checksum: checksum(&records),
        };
        let batch = pb::ImportSnapshotRequest {
            snapshot_id,
            first_ordinal: 0,
            records,
        };
        let mut answers = bss
            .import_snapshot(futures::stream::iter([batch]))
            .await
            .unwrap()
            .into_inner();
        while answers.message().await.unwrap().is_some() {}
        let committed = bss.commit_snapshot(commit).await.unwrap().into_inner();
        committed.snapshot.unwrap()
    }
}

fn checksum(records: &[pb::ContractRecord]) -> u64 {
    records.iter().fold(0, |sum, record| {
        let text = format!("{}\0{}", record.external_id, record.version);
        let digest = Sha256::digest(text.as_bytes());
        let first = u64::from_be_bytes(digest[..8].try_into().unwrap());
        sum.wrapping_add(first)
    })
}
