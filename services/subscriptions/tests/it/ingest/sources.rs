use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::bss_ingest_service_client::BssIngestServiceClient;
use kabinet_status::read;

use super::feed::{contracts, roubles};
use crate::harness::{CallAs, Subscriptions, refused};

const TWO: &[(&str, &str)] = &[("SUBSCRIPTIONS_SOURCES", "east,west")];

#[tokio::test]
async fn two_sources_with_equal_ids_and_numbers_never_mix() {
    let suite = Subscriptions::start_with(TWO).await;
    let records = contracts(&suite, 60);
    for source in ["east", "west"] {
        let mut feed = suite.begin(source, pb::SnapshotScope::Complete).await;
        feed.send_all(&records).await;
        assert_eq!(feed.committed().await.created_count, 60);
    }
    assert_eq!(suite.count("contract").await, 120);
    assert_eq!(suite.count("service").await, 120);

    // One changes, and closes one; the other's rows stay as they are.
    let west = "SELECT md5(string_agg(t::text, '' ORDER BY t.contract_id))::text
                FROM subscriptions.contract AS t WHERE source_id = 'west'";
    let before: String = sqlx::query_scalar(west)
        .fetch_one(&suite.pool)
        .await
        .unwrap();
    let mut changed = records[1..].to_vec();
    for record in &mut changed {
        record.version = 2;
        record.balance.as_mut().unwrap().amount = Some(roubles(1, 0));
    }
    let mut feed = suite.begin("east", pb::SnapshotScope::Complete).await;
    feed.send_all(&changed).await;
    let result = feed.committed().await;
    assert_eq!((result.updated_count, result.closed_count), (59, 1));
    let after: String = sqlx::query_scalar(west)
        .fetch_one(&suite.pool)
        .await
        .unwrap();
    assert_eq!(after, before);
    let shared = "SELECT count(*) FROM (
                      SELECT locator FROM subscriptions.contract_locator
                      GROUP BY locator HAVING count(*) = 2
                  ) AS shared";
    assert_eq!(suite.number(shared).await, 59 * 3);
}

#[tokio::test]
async fn sources_import_side_by_side() {
    let suite = Subscriptions::start_with(TWO).await;
    let records = contracts(&suite, 20);
    let mut east = suite.begin("east", pb::SnapshotScope::Complete).await;
    let mut west = suite.begin("west", pb::SnapshotScope::Complete).await;
    east.send_all(&records).await;
    west.send_all(&records[..10]).await;
    assert_eq!(east.committed().await.created_count, 20);
    assert_eq!(west.committed().await.created_count, 10);
}

#[tokio::test]
async fn snapshot_of_another_source_is_not_found() {
    let suite = Subscriptions::start_with(TWO).await;
    let mut east = suite.begin("east", pb::SnapshotScope::Partial).await;
    east.send_all(&contracts(&suite, 1)).await;
    let mut thief = suite.begin("west", pb::SnapshotScope::Partial).await;
    thief.snapshot_id.clone_from(&east.snapshot_id);
    let batch = thief.batch(&contracts(&suite, 1));
    let status = thief.refused(batch).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotNotFound));
    refused(thief.commit().await, Reason::SnapshotNotFound);
    refused(thief.abort().await, Reason::SnapshotNotFound);
    assert_eq!(east.committed().await.created_count, 1);
}

#[tokio::test]
async fn billing_system_that_is_not_configured_is_refused_everywhere() {
    let suite = Subscriptions::start_with(TWO).await;
    let mut bss = suite.bss("north");
    let begin = suite.begin_request(pb::SnapshotScope::Partial);
    refused(bss.begin_snapshot(begin).await, Reason::SourceUnknown);
    let snapshot_id = "snp_00000000-0000-7000-8000-000000000000".to_owned();
    let batches = futures::stream::iter([pb::ImportSnapshotRequest {
        snapshot_id: snapshot_id.clone(),
        ..pb::ImportSnapshotRequest::default()
    }]);
    refused(bss.import_snapshot(batches).await, Reason::SourceUnknown);
    let request = pb::CommitSnapshotRequest {
        snapshot_id: snapshot_id.clone(),
        ..pb::CommitSnapshotRequest::default()
    };
    refused(bss.commit_snapshot(request).await, Reason::SourceUnknown);
    let request = pb::AbortSnapshotRequest {
        snapshot_id: snapshot_id.clone(),
    };
    refused(bss.abort_snapshot(request).await, Reason::SourceUnknown);
    let request = pb::GetSnapshotRequest { snapshot_id };
    refused(bss.get_snapshot(request).await, Reason::SourceUnknown);
}

#[tokio::test]
async fn only_billing_systems_call() {
    let suite = Subscriptions::start_with(TWO).await;
    for caller in ["gateway/east", "service/identity", "operator/east"] {
        let client = suite.client(CallAs::caller(caller));
        let mut bss = BssIngestServiceClient::new(client);
        let begin = suite.begin_request(pb::SnapshotScope::Partial);
        refused(bss.begin_snapshot(begin).await, Reason::CallerNotAllowed);
    }
}
