//! What an operator has to send.

use std::time::Duration;

use kabinet_feed::{Feed, FeedError, Line, Patience, Plan, ReadError, Summary, lines_of};
use kabinet_proto::subscriptions::v1::{ContractRecord, SnapshotScope};
use time::macros::datetime;
use tonic::transport::Channel;

use crate::observer::Notes;

/// Gives up soon, since nobody is waited for.
pub(crate) const IMPATIENT: Patience = Patience {
    tries: 3,
    first_pause: Duration::from_millis(1),
    longest_pause: Duration::from_millis(2),
    acknowledgement: Duration::from_secs(30),
};

/// Returns records whose ids tell their places.
pub(crate) fn records(count: usize) -> Vec<ContractRecord> {
    (0..count)
        .map(|number| ContractRecord {
            external_id: format!("C-{number}"),
            version: 1,
            ..ContractRecord::default()
        })
        .collect()
}

pub(crate) fn feed(channel: Channel, patience: Patience) -> Feed {
    let env = kabinet_env::Env::system();
    Feed::new(channel, "demo", env)
        .unwrap()
        .with_patience(patience)
}

pub(crate) fn plan(scope: SnapshotScope) -> Plan {
    Plan {
        scope,
        as_of: datetime!(2026-01-31 12:00 UTC),
    }
}

/// Sends records as a partial snapshot.
pub(crate) async fn send(
    channel: Channel,
    records: Vec<ContractRecord>,
) -> (Result<Summary, FeedError>, Notes) {
    send_lines(channel, SnapshotScope::Partial, lines_of(records)).await
}

pub(crate) async fn send_lines(
    channel: Channel,
    scope: SnapshotScope,
    lines: impl Iterator<Item = Result<Line, ReadError>> + Send + 'static,
) -> (Result<Summary, FeedError>, Notes) {
    let mut notes = Notes::default();
    let feed = feed(channel, IMPATIENT);
    let result = feed.send(plan(scope), lines, &mut notes).await;
    (result, notes)
}
