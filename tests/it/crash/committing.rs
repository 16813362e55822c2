//! The end of an import, where everything becomes visible.

use kabinet_proto::subscriptions::v1::{SnapshotScope, SnapshotState};
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{
    billing::{Contract, Import},
    outcome,
    suite::Suite,
};

const CONTRACTS: usize = 3;

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM subscriptions.snapshot WHERE state = 'COMMITTED') AS snapshots,
           (SELECT count(*) FROM subscriptions.contract) AS contracts,
           (SELECT count(*) FROM subscriptions.service) AS services,
           (SELECT count(*) FROM subscriptions.balance) AS balances,
           (SELECT count(*) FROM subscriptions.bill) AS bills,
           (SELECT count(*) FROM subscriptions.staged_contract) AS staged";

/// An import whose records have all been taken.
#[derive(Default)]
pub(super) struct Committing {
    import: Option<Import>,
}

impl Scene for Committing {
    async fn begins(&mut self, suite: &Suite) {
        let contracts = [(); CONTRACTS].map(|()| Contract::broadband().record);
        let mut import = Import::begin("north", SnapshotScope::Partial, suite).await;
        import.takes(contracts.to_vec(), suite).await;
        self.import = Some(import);
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        let import = self.import.as_ref().expect("it has begun");
        Ok(import.commit(suite).await?.encode_to_vec())
    }

    async fn ends(&mut self, suite: &Suite) {
        let import = self.import.as_ref().expect("it has begun");
        let snapshot = import.looks(suite).await;
        assert_eq!(snapshot.state(), SnapshotState::Committed);
        let created = i64::try_from(CONTRACTS).unwrap();
        assert_eq!(snapshot.result.unwrap().created_count, created);
    }

    async fn stands_after(count: usize, suite: &Suite) {
        let expected = [
            ("snapshots", count),
            ("contracts", count * CONTRACTS),
            ("services", count * CONTRACTS),
            ("balances", count * CONTRACTS),
            ("bills", count * CONTRACTS),
            ("staged", 0),
        ];
        outcome::each_counts(COUNTS, &expected, suite).await;
    }
}
