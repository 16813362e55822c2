use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;

use super::feed::contracts;
use crate::harness::{Subscriptions, refused};

const INTERVAL: Duration = Duration::from_mins(5);
const DAY: Duration = Duration::from_hours(24);
/// Far more than a look needs.
const PATIENCE: Duration = Duration::from_secs(30);

impl Subscriptions {
    /// Lets the upkeep run until a table has so many rows.
    async fn kept_up(&self, table: &str, rows: i64) {
        let kept_up = async {
            while self.count(table).await != rows {
                self.time_passes(INTERVAL).await;
            }
        };
        let kept_up = tokio::time::timeout(PATIENCE, kept_up).await;
        kept_up.unwrap_or_else(|_| panic!("{table} keeps what is due"));
    }
}

#[tokio::test]
async fn snapshot_that_is_left_alone_for_an_hour_is_aborted_and_its_staging_emptied() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.complete().await;
    feed.send_all(&contracts(&suite, 1_500)).await;
    suite.clock.advance(Duration::from_mins(59));
    assert_eq!(feed.shown().await.state(), pb::SnapshotState::Open);
    suite.kept_up("staged_contract", 0).await;
    suite.kept_up("snapshot_progress", 0).await;
    let shown = feed.shown().await;
    assert_eq!(shown.state(), pb::SnapshotState::Aborted);
    assert_eq!(shown.next_ordinal, 1_500);
    refused(feed.commit().await, Reason::SnapshotEnded);
}

#[tokio::test]
async fn snapshot_that_something_comes_for_is_left_open() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 30);
    let mut abandoned = suite.complete().await;
    abandoned.send_all(&records[..5]).await;
    let mut feed = suite.complete().await;
    for chunk in records.chunks(5) {
        suite.time_passes(Duration::from_mins(40)).await;
        feed.send_all(chunk).await;
    }
    // That the abandoned one's staging is gone shows that it was looked.
    let staged = "SELECT count(DISTINCT snapshot_id) FROM subscriptions.staged_contract";
    let looked = async {
        while suite.number(staged).await > 1 {
            suite.time_passes(INTERVAL).await;
        }
    };
    tokio::time::timeout(PATIENCE, looked).await.unwrap();
    assert_eq!(feed.committed().await.created_count, 30);
}

#[tokio::test]
async fn snapshots_are_shown_for_ninety_days_after_their_end() {
    let suite = Subscriptions::start().await;
    let mut first = suite.partial().await;
    first.send_all(&contracts(&suite, 1)).await;
    first.committed().await;
    let mut second = suite.partial().await;
    suite.clock.advance(89 * DAY);
    // That the second is aborted shows that it was looked.
    suite.kept_up("snapshot_progress", 0).await;
    assert_eq!(first.shown().await.state(), pb::SnapshotState::Committed);
    suite.clock.advance(DAY);
    suite.kept_up("snapshot", 1).await;
    refused(first.commit().await, Reason::SnapshotNotFound);
    assert_eq!(second.shown().await.state(), pb::SnapshotState::Aborted);
    assert_eq!(suite.count("contract").await, 1);
}
