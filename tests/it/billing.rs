//! A billing system of the tests, which tells the suite of its contracts.

mod contract;
mod import;
mod rejects;

use kabinet_env::Env;
use kabinet_feed::{Feed, FeedError, Line, Plan, ReadError, Reject, Summary, lines_of};
use kabinet_proto::subscriptions::v1::{ContractRecord, SnapshotScope};
use tonic::transport::Endpoint;

use self::rejects::Rejects;
pub(crate) use self::{
    contract::{Contract, ago, roubles},
    import::Import,
};
use crate::suite::{Service, Suite};

/// A source of contracts. Breaks of the connection are for its feed to get over.
pub(crate) struct Billing {
    feed: Feed,
}

impl Billing {
    /// Returns a source that the suite knows: `north` or `south`.
    pub(crate) fn of(source: &str, suite: &Suite) -> Self {
        // A merge takes as long as it takes: the feed has deadlines of its own.
        let door = suite.doors.of(Service::Subscriptions).url();
        let channel = Endpoint::from_shared(door).unwrap().connect_lazy();
        Self {
            feed: Feed::new(channel, source, Env::system()).unwrap(),
        }
    }

    /// Tells of some contracts, each of which has to be taken; the others stay as they are.
    pub(crate) async fn tells(&self, contracts: &[&Contract]) -> Summary {
        let records: Vec<_> = contracts
            .iter()
            .map(|contract| contract.record.clone())
            .collect();
        let (summary, rejects) = self.sends(lines_of(records)).await.unwrap();
        assert!(summary.took_all(), "{summary:?} {rejects:?}");
        summary
    }

    /// Tells of any number of contracts, each of which has to be taken.
    pub(crate) async fn tells_all(
        &self,
        records: impl Iterator<Item = ContractRecord> + Send + 'static,
    ) -> Summary {
        let (summary, rejects) = self.sends(lines_of(records)).await.unwrap();
        assert!(summary.took_all(), "{summary:?} {rejects:?}");
        summary
    }

    /// Sends the lines of a file as a partial snapshot; returns what was rejected beside the summary.
    pub(crate) async fn sends(
        &self,
        lines: impl Iterator<Item = Result<Line, ReadError>> + Send + 'static,
    ) -> Result<(Summary, Vec<Reject>), FeedError> {
        let plan = Plan {
            scope: SnapshotScope::Partial,
            as_of: Env::system().now(),
        };
        let mut rejects = Rejects::default();
        let summary = self.feed.send(plan, lines, &mut rejects).await?;
        Ok((summary, rejects.into_inner()))
    }
}
