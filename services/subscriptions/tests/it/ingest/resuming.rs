use futures::{StreamExt as _, stream};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_status::read;

use super::feed::contracts;
use crate::harness::{SOURCE, Subscriptions};

#[tokio::test]
async fn stream_that_breaks_is_resumed_behind_the_last_acknowledged_record() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 300);
    let mut feed = suite.complete().await;
    let first = feed.batch(&records[..100]);
    let broken = stream::iter([first]).chain(stream::pending());
    let mut answers = feed.bss.import_snapshot(broken).await.unwrap().into_inner();
    assert_eq!(answers.message().await.unwrap().unwrap().next_ordinal, 100);
    drop(answers);
    assert_eq!(feed.shown().await.next_ordinal, 100);
    assert_eq!(suite.count("contract").await, 0);

    feed.send_all(&records[100..]).await;
    assert_eq!(feed.committed().await.created_count, 300);
    assert_eq!(suite.count("contract").await, 300);
}

#[tokio::test]
async fn snapshot_outlives_the_service_that_took_it() {
    let mut suite = Subscriptions::start_with(&[("SUBSCRIPTIONS_DRAIN_SECONDS", "0")]).await;
    let records = contracts(&suite, 300);
    let mut feed = suite.complete().await;
    let first = feed.batch(&records[..100]);
    let open = stream::iter([first]).chain(stream::pending());
    let mut answers = feed.bss.import_snapshot(open).await.unwrap().into_inner();
    answers.message().await.unwrap().unwrap();
    suite.restarts_with(&[]).await;
    drop(answers);

    feed.bss = suite.bss(SOURCE);
    assert_eq!(feed.shown().await.next_ordinal, 100);
    feed.send_all(&records[100..]).await;
    assert_eq!(feed.committed().await.created_count, 300);
}

#[tokio::test]
async fn crash_of_postgres_takes_the_mark_back_with_the_records() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 20);
    let mut feed = suite.complete().await;
    feed.send_all(&records[..10]).await;
    // What recovery does to every unlogged table.
    let unlogged = "SELECT string_agg(format('subscriptions.%I', relname), ', ')
                    FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r'";
    let tables: String = sqlx::query_scalar(unlogged)
        .fetch_one(&suite.pool)
        .await
        .unwrap();
    assert!(tables.contains("snapshot_progress") && tables.contains("staged_contract"));
    let truncate = sqlx::AssertSqlSafe(format!("TRUNCATE {tables}"));
    sqlx::query(truncate).execute(&suite.pool).await.unwrap();

    let rest = feed.batch(&records[10..]);
    let status = feed.refused(rest).await;
    assert_eq!(read::reason(&status), Some(Reason::SnapshotOutOfOrder));
    assert_eq!(
        read::metadata(&status, "next_ordinal").as_deref(),
        Some("0")
    );
    let status = feed.commit().await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::SnapshotIncomplete));

    (feed.count, feed.checksum) = (0, 0);
    feed.send_all(&records).await;
    assert_eq!(feed.committed().await.created_count, 20);
}

#[tokio::test]
async fn newer_snapshot_ends_the_one_that_is_open_while_its_stream_runs() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 20);
    let mut older = suite.complete().await;
    let (batches, receiver) = tokio::sync::mpsc::channel(1);
    let incoming = tokio_stream::wrappers::ReceiverStream::new(receiver);
    let mut answers = older
        .bss
        .import_snapshot(incoming)
        .await
        .unwrap()
        .into_inner();
    batches.send(older.batch(&records[..10])).await.unwrap();
    answers.message().await.unwrap().unwrap();

    let mut newer = suite.complete().await;
    batches.send(older.batch(&records[10..])).await.unwrap();
    let status = answers.message().await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::SnapshotEnded));
    assert_eq!(read::metadata(&status, "state").as_deref(), Some("ABORTED"));
    let shown = older.shown().await;
    assert_eq!(shown.state(), pb::SnapshotState::Aborted);
    assert_eq!(shown.next_ordinal, 10);
    let status = older.commit().await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::SnapshotEnded));

    newer.send_all(&records[..5]).await;
    assert_eq!(newer.committed().await.created_count, 5);
}
