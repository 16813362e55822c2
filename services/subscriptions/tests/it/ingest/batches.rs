use std::time::Duration;

use futures::{StreamExt as _, stream};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_status::read;
use tonic::Code;

use super::feed::{contract, contracts};
use crate::harness::{Subscriptions, violations};

#[tokio::test]
async fn batch_beyond_a_thousand_records_is_refused() {
    let suite = Subscriptions::start().await;
    let small = pb::ContractRecord {
        bills: None,
        contact: None,
        ..contract(&suite, 1)
    };
    let mut feed = suite.partial().await;
    let batch = feed.batch(&vec![small; 1_001]);
    let status = feed.refused(batch).await;
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(violations(&status)[0].0, "records");
    assert_eq!(feed.shown().await.next_ordinal, 0);
}

#[tokio::test]
async fn batch_beyond_512_kib_is_refused() {
    let suite = Subscriptions::start().await;
    let mut large = contract(&suite, 1);
    let bills = large.bills.as_mut().unwrap();
    bills.bills = vec![bills.bills[0].clone(); 120];
    let mut feed = suite.partial().await;
    let batch = feed.batch(&vec![large; 80]);
    let status = feed.refused(batch).await;
    assert_eq!(read::reason(&status), Some(Reason::InvalidRequest));
    assert_eq!(violations(&status)[0].0, "records");
}

#[tokio::test]
async fn gap_is_refused_with_what_is_to_come() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 30);
    let mut feed = suite.partial().await;
    feed.send_all(&records[..10]).await;
    for first_ordinal in [11, 5, i64::MAX] {
        let batch = pb::ImportSnapshotRequest {
            snapshot_id: feed.snapshot_id.clone(),
            first_ordinal,
            records: records[10..20].to_vec(),
        };
        let status = feed.refused(batch).await;
        assert_eq!(read::reason(&status), Some(Reason::SnapshotOutOfOrder));
        assert_eq!(
            read::metadata(&status, "next_ordinal").as_deref(),
            Some("10")
        );
    }
    feed.send_all(&records[10..]).await;
    assert_eq!(feed.committed().await.created_count, 30);
}

#[tokio::test]
async fn known_batch_is_acknowledged_again_with_what_was_rejected() {
    let suite = Subscriptions::start().await;
    let mut records = contracts(&suite, 3);
    records[1].region_code = "KZ-75".to_owned();
    let mut feed = suite.partial().await;
    let batch = feed.batch(&records);
    let (first, _) = feed.stream(vec![batch.clone()]).await;
    let (again, end) = feed.stream(vec![batch.clone(), batch]).await;
    end.unwrap();
    assert_eq!(again, [first[0].clone(), first[0].clone()]);
    assert_eq!(first[0].rejected[0].ordinal, 1);
    let result = feed.committed().await;
    assert_eq!((result.created_count, result.rejected_count), (2, 1));
}

#[tokio::test]
async fn stream_is_about_one_snapshot() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.partial().await;
    let first = feed.batch(&contracts(&suite, 1));
    let other = pb::ImportSnapshotRequest {
        snapshot_id: "snp_00000000-0000-7000-8000-000000000000".to_owned(),
        ..feed.batch(&contracts(&suite, 1))
    };
    let (answers, end) = feed.stream(vec![first, other.clone()]).await;
    assert_eq!(answers.len(), 1);
    assert_eq!(violations(&end.unwrap_err())[0].0, "snapshot_id");
    let status = feed.refused(other).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotNotFound));
    let malformed = pb::ImportSnapshotRequest {
        snapshot_id: "snp_1".to_owned(),
        ..pb::ImportSnapshotRequest::default()
    };
    let status = feed.refused(malformed).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotNotFound));
}

#[tokio::test]
async fn stream_on_which_nothing_comes_ends_after_a_minute() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.partial().await;
    let batch = feed.batch(&contracts(&suite, 1));
    let batches = stream::iter([batch]).chain(stream::pending());
    let mut answers = feed
        .bss
        .import_snapshot(batches)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap().next_ordinal, 1);
    suite.clock.advance(Duration::from_secs(59));
    let waiting = answers.message();
    tokio::pin!(waiting);
    assert!(futures::poll!(&mut waiting).is_pending());
    let ended = async {
        loop {
            suite.clock.advance(Duration::from_secs(1));
            tokio::select! {
                ended = &mut waiting => break ended,
                () = tokio::task::yield_now() => {}
            }
        }
    };
    let status = ended.await.unwrap_err();
    assert_eq!(status.code(), Code::DeadlineExceeded);
    assert_eq!(read::reason(&status), Some(Reason::DeadlineExceeded));
    assert_eq!(feed.shown().await.state(), pb::SnapshotState::Open);
}

#[tokio::test]
async fn streams_of_a_source_are_bounded() {
    let suite = Subscriptions::start().await;
    let mut feed = suite.partial().await;
    let mut held = Vec::new();
    let refused = loop {
        match feed.bss.import_snapshot(stream::pending()).await {
            Ok(answers) => held.push(answers),
            Err(status) => break status,
        }
    };
    assert_eq!(held.len(), 4);
    assert_eq!(read::reason(&refused), Some(Reason::Overloaded));
    assert!(read::retry_after(&refused).is_some());
}
