use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_status::read;

use super::feed::{contract, contracts};
use crate::harness::{Subscriptions, refused};

const OPEN: &str = "SELECT count(*) FROM subscriptions.contract WHERE state = 'OPEN'";

#[tokio::test]
async fn complete_snapshot_closes_what_it_lacks_up_to_two_percent() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 150);
    suite.import_all(&records).await;
    let result = suite.import_all(&records[3..]).await;
    assert_eq!((result.closed_count, result.unchanged_count), (3, 147));
    assert_eq!(suite.number(OPEN).await, 147);
    assert_eq!(suite.count("contract_locator").await, 147 * 3);
    assert_eq!(suite.count("service").await, 150);
}

#[tokio::test]
async fn snapshot_that_lacks_more_is_refused_and_changes_nothing() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 150);
    suite.import_all(&records).await;
    let mut feed = suite.complete().await;
    let mut changed = records[4..].to_vec();
    changed[0].version = 2;
    feed.send_all(&changed).await;
    let status = refused(feed.commit().await, Reason::SnapshotLacksContracts);
    assert_eq!(read::metadata(&status, "missing").as_deref(), Some("4"));
    assert_eq!(read::metadata(&status, "open").as_deref(), Some("150"));
    assert_eq!(suite.number(OPEN).await, 150);
    let newer = "SELECT count(*) FROM subscriptions.contract WHERE version = 2";
    assert_eq!(suite.number(newer).await, 0);

    // It is still open: what is lacking may follow.
    feed.send_all(&records[..4]).await;
    assert_eq!(feed.committed().await.updated_count, 1);
}

#[tokio::test]
async fn source_of_few_contracts_may_close_one() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 3);
    suite.import_all(&records).await;
    assert_eq!(suite.import_all(&records[1..]).await.closed_count, 1);
    let mut feed = suite.complete().await;
    refused(feed.commit().await, Reason::SnapshotLacksContracts);
}

#[tokio::test]
async fn partial_snapshot_closes_nothing() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 150)).await;
    let result = suite.import_some(&[contract(&suite, 1)]).await;
    assert_eq!((result.closed_count, result.unchanged_count), (0, 1));
    assert_eq!(suite.number(OPEN).await, 150);
}

#[tokio::test]
async fn contract_that_comes_back_under_its_old_version_opens_again() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 60);
    suite.import_all(&records).await;
    suite.import_all(&records[1..]).await;
    assert_eq!(suite.number(OPEN).await, 59);
    let result = suite.import_all(&records).await;
    assert_eq!((result.updated_count, result.unchanged_count), (1, 59));
    assert_eq!(suite.number(OPEN).await, 60);
    assert_eq!(suite.count("contract_locator").await, 60 * 3);
}

#[tokio::test]
async fn contract_whose_record_is_rejected_is_not_missing() {
    let suite = Subscriptions::start().await;
    let mut records = contracts(&suite, 3);
    suite.import_all(&records).await;
    for record in &mut records {
        record.version = 2;
        record.region_code = "KZ-75".to_owned();
    }
    let result = suite.import_all(&records).await;
    assert_eq!((result.rejected_count, result.closed_count), (3, 0));
    assert_eq!(suite.number(OPEN).await, 3);
}

#[tokio::test]
async fn contract_that_is_closed_already_is_not_missing() {
    let suite = Subscriptions::start().await;
    let mut records = contracts(&suite, 10);
    for record in &mut records {
        record.state = pb::ContractState::Closed.into();
    }
    suite.import_all(&records).await;
    assert_eq!(suite.import_all(&[]).await.closed_count, 0);
}
