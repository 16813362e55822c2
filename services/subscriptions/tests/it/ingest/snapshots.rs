use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use kabinet_status::read;

use super::feed::contracts;
use crate::harness::{SOURCE, Subscriptions, refused, violations};

#[tokio::test]
async fn repeat_of_a_begin_shows_the_same_snapshot() {
    let suite = Subscriptions::start().await;
    let mut bss = suite.bss(SOURCE);
    let request = suite.begin_request(pb::SnapshotScope::Complete);
    let first = bss
        .begin_snapshot(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = bss
        .begin_snapshot(request.clone())
        .await
        .unwrap()
        .into_inner();
    assert_eq!(again, first);
    assert_eq!(suite.count("snapshot").await, 1);
    let other = pb::BeginSnapshotRequest {
        scope: pb::SnapshotScope::Partial.into(),
        ..request
    };
    refused(bss.begin_snapshot(other).await, Reason::RequestIdReused);
}

#[tokio::test]
async fn snapshot_is_shown_from_begin_to_end() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.complete().await;
    let open = feed.shown().await;
    assert_eq!(open.state(), pb::SnapshotState::Open);
    assert_eq!(open.scope(), pb::SnapshotScope::Complete);
    assert_eq!(
        (open.next_ordinal, open.result, open.end_time),
        (0, None, None)
    );
    feed.send_all(&contracts(&suite, 7)).await;
    assert_eq!(feed.shown().await.next_ordinal, 7);
    suite.clock.advance(Duration::from_secs(1));
    feed.committed().await;
    let committed = feed.shown().await;
    assert_eq!(committed.state(), pb::SnapshotState::Committed);
    assert_eq!(committed.next_ordinal, 7);
    assert_eq!(committed.end_time, Some(timestamp::write(suite.env.now())));
    assert_eq!(committed.result.unwrap().created_count, 7);
}

#[tokio::test]
async fn aborted_snapshot_leaves_nothing_visible() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.complete().await;
    feed.send_all(&contracts(&suite, 7)).await;
    let first = feed.abort().await.unwrap().into_inner();
    let again = feed.abort().await.unwrap().into_inner();
    assert_eq!(again, first);
    let snapshot = first.snapshot.unwrap();
    assert_eq!(snapshot.state(), pb::SnapshotState::Aborted);
    assert_eq!(snapshot.next_ordinal, 7);
    assert_eq!(suite.count("contract").await, 0);
    let status = refused(feed.commit().await, Reason::SnapshotEnded);
    assert_eq!(read::metadata(&status, "state").as_deref(), Some("ABORTED"));
    let batch = feed.batch(&contracts(&suite, 1));
    let status = feed.refused(batch).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotEnded));
}

#[tokio::test]
async fn committed_snapshot_is_not_aborted_and_takes_nothing_more() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.partial().await;
    feed.send_all(&contracts(&suite, 1)).await;
    feed.committed().await;
    let status = refused(feed.abort().await, Reason::SnapshotEnded);
    assert_eq!(
        read::metadata(&status, "state").as_deref(),
        Some("COMMITTED")
    );
    let batch = feed.batch(&contracts(&suite, 1));
    let status = feed.refused(batch).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotEnded));
}

#[tokio::test]
async fn snapshot_of_the_future_is_refused() {
    let suite = Subscriptions::start().await;
    let mut bss = suite.bss(SOURCE);
    let as_of = suite.env.now() + Duration::from_hours(2);
    let request = pb::BeginSnapshotRequest {
        as_of: Some(timestamp::write(as_of)),
        ..suite.begin_request(pb::SnapshotScope::Partial)
    };
    let status = refused(bss.begin_snapshot(request).await, Reason::InvalidRequest);
    assert_eq!(violations(&status)[0].0, "as_of");
}

#[tokio::test]
async fn unknown_snapshot_is_not_found() {
    let suite = Subscriptions::start().await;
    let mut bss = suite.bss(SOURCE);
    for snapshot_id in ["snp_00000000-0000-7000-8000-000000000000", "snp_1"] {
        let request = pb::GetSnapshotRequest {
            snapshot_id: snapshot_id.to_owned(),
        };
        refused(bss.get_snapshot(request).await, Reason::SnapshotNotFound);
    }
}
