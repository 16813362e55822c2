use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;
use sqlx::{Connection as _, PgConnection};

use super::feed::{contract, contracts};
use crate::harness::{Subscriptions, refused};

/// Far more than a merge needs.
const PATIENCE: Duration = Duration::from_secs(30);

/// Kills the connection that waits for a lock on the table of bills.
async fn kill_the_merge(suite: &Subscriptions) {
    let kill = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                  AND query LIKE '%subscriptions.bill%'";
    let killed = async { while suite.number(kill).await == 0 {} };
    tokio::time::timeout(PATIENCE, killed).await.unwrap();
}

#[tokio::test]
async fn merge_that_is_killed_changes_nothing_and_is_repeated() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 60)).await;
    let before = suite.counts().await;
    let mut records = contracts(&suite, 100);
    for record in &mut records {
        record.version = 2;
    }
    let mut feed = suite.complete().await;
    feed.send_all(&records[..99]).await;

    let mut blocker = PgConnection::connect(&suite.database.admin_url())
        .await
        .unwrap();
    let mut blocking = blocker.begin().await.unwrap();
    sqlx::query("LOCK TABLE subscriptions.bill IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *blocking)
        .await
        .unwrap();
    let (committed, ()) = tokio::join!(feed.commit(), kill_the_merge(&suite));
    refused(committed, Reason::TemporarilyUnavailable);
    blocking.rollback().await.unwrap();

    let after = suite.counts().await;
    for table in ["contract", "service", "contract_locator", "balance", "bill"] {
        assert_eq!(after[table], before[table], "{table}");
    }
    let newer = "SELECT count(*) FROM subscriptions.contract WHERE version = 2";
    assert_eq!(suite.number(newer).await, 0);

    feed.send_all(&records[99..]).await;
    let result = feed.committed().await;
    assert_eq!((result.updated_count, result.created_count), (60, 40));
    assert_eq!(suite.number(newer).await, 100);
}

#[tokio::test]
async fn commit_whose_answer_was_lost_shows_the_same_when_repeated() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.complete().await;
    feed.send_all(&contracts(&suite, 5)).await;
    let first = feed.commit().await.unwrap().into_inner();
    suite.clock.advance(Duration::from_secs(5));
    let again = feed.commit().await.unwrap().into_inner();
    assert_eq!(again, first);
    assert_eq!(feed.shown().await, first.snapshot.unwrap());
    assert_eq!(suite.count("contract").await, 5);
}

#[tokio::test]
async fn caller_that_goes_away_does_not_stop_the_merge() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.complete().await;
    feed.send_all(&contracts(&suite, 5)).await;
    let mut blocker = PgConnection::connect(&suite.database.admin_url())
        .await
        .unwrap();
    let mut blocking = blocker.begin().await.unwrap();
    sqlx::query("LOCK TABLE subscriptions.bill IN ACCESS EXCLUSIVE MODE")
        .execute(&mut *blocking)
        .await
        .unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity
                   WHERE datname = current_database() AND wait_event_type = 'Lock'
                     AND query LIKE '%subscriptions.bill%'";
    let waits = async { while suite.number(waiting).await == 0 {} };
    tokio::select! {
        _ = feed.commit() => unreachable!("the merge waits for the lock"),
        () = waits => {}
    }
    blocking.rollback().await.unwrap();
    let result = feed.committed().await;
    assert_eq!(result.created_count, 5);
}

#[tokio::test]
async fn wrong_count_or_checksum_is_refused() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.partial().await;
    feed.send_all(&contracts(&suite, 5)).await;
    let (count, checksum) = (feed.count, feed.checksum);
    for (wrong_count, wrong_checksum) in [(4, checksum), (6, checksum), (5, checksum ^ 1)] {
        (feed.count, feed.checksum) = (wrong_count, wrong_checksum);
        let status = refused(feed.commit().await, Reason::SnapshotIncomplete);
        let arrived = read::metadata(&status, "record_count");
        assert_eq!(arrived.as_deref(), Some("5"));
        let arrived = read::metadata(&status, "checksum").unwrap();
        assert_eq!(arrived, checksum.to_string());
    }
    assert_eq!(suite.count("contract").await, 0);
    (feed.count, feed.checksum) = (count, checksum);
    assert_eq!(feed.committed().await.created_count, 5);
}

#[tokio::test]
async fn two_imports_of_one_source_at_once_leave_one_whole_one() {
    let suite = Subscriptions::start().await;
    let import = async |version| {
        let mut records = contracts(&suite, 40);
        for record in &mut records {
            record.version = version;
        }
        let mut feed = suite.complete().await;
        for chunk in records.chunks(4) {
            let batch = feed.batch(chunk);
            feed.stream(vec![batch]).await.1?;
        }
        feed.commit().await.map(drop)
    };
    let (one, other) = tokio::join!(import(1), import(2));
    for refused in [one, other].into_iter().filter_map(Result::err) {
        assert_eq!(read::reason(&refused), Some(Reason::SnapshotEnded));
    }
    let open = "SELECT count(*) FROM subscriptions.snapshot WHERE state = 'OPEN'";
    assert_eq!(suite.number(open).await, 0);
    let versions = "SELECT count(DISTINCT version) FROM subscriptions.contract";
    assert_eq!(suite.number(versions).await, 1);
    for (table, rows) in [("contract", 40), ("service", 40), ("bill", 80)] {
        assert_eq!(suite.count(table).await, rows, "{table}");
    }
}

#[tokio::test]
async fn nothing_stays_staged_after_a_commit() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 5)).await;
    let mut changed = contract(&suite, 1);
    changed.version = 2;
    let mut records = contracts(&suite, 5);
    records[1] = changed;
    suite.import_all(&records).await;
    for table in ["staged_contract", "staged_mention", "snapshot_progress"] {
        assert_eq!(suite.count(table).await, 0, "{table}");
    }
}
