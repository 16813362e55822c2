use super::feed::{contract, contracts};
use crate::harness::Subscriptions;

const MIRROR: [&str; 5] = ["contract", "contract_locator", "service", "balance", "bill"];

/// Every row of the mirror, without what is sealed with a random nonce or tells when it came.
const PLAIN: &str = "
    SELECT (to_jsonb(t) - ARRAY[
        'numbers', 'contact', 'phone_number', 'bill_number', 'create_time', 'update_time',
        'observe_time', 'bills_observe_time', 'as_of', 'bills_as_of', 'version', 'digest',
        'contact_since'
    ])::text";

async fn mirror(suite: &Subscriptions) -> Vec<(String, String)> {
    let mut rows = suite.every_row().await;
    rows.retain(|(table, _)| MIRROR.contains(&table.as_str()));
    rows.sort();
    rows
}

async fn plain(suite: &Subscriptions) -> Vec<String> {
    let mut rows = Vec::new();
    for table in MIRROR {
        let statement = format!("{PLAIN} FROM subscriptions.{table} AS t");
        let found: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .fetch_all(&suite.pool)
            .await
            .unwrap();
        rows.extend(found.into_iter().map(|row| format!("{table} {row}")));
    }
    rows.sort();
    rows
}

#[tokio::test]
async fn five_thousand_contracts_sent_twice_are_the_same_rows() {
    let suite = Subscriptions::start().await;
    let records = contracts(&suite, 5_000);
    let first = suite.import_all(&records).await;
    assert_eq!((first.created_count, first.unchanged_count), (5_000, 0));
    let rows = mirror(&suite).await;
    assert_eq!(rows.len(), 5_000 * (1 + 3 + 1 + 1 + 2));

    let second = suite.import_all(&records).await;
    assert_eq!((second.unchanged_count, second.created_count), (5_000, 0));
    assert_eq!((second.updated_count, second.closed_count), (0, 0));
    assert!(mirror(&suite).await == rows, "a replay changed a row");
}

#[tokio::test]
async fn contracts_that_are_written_anew_are_the_same_but_for_their_seals() {
    let suite = Subscriptions::start().await;
    let mut records = contracts(&suite, 300);
    suite.import_all(&records).await;
    let rows = plain(&suite).await;
    for record in &mut records {
        record.version = 2;
    }
    let result = suite.import_all(&records).await;
    assert_eq!(result.updated_count, 300);
    assert_eq!(plain(&suite).await, rows);
}

#[tokio::test]
async fn order_and_batches_do_not_matter() {
    let [one, other] = [Subscriptions::start().await, Subscriptions::start().await];
    let mut records = contracts(&one, 50);
    one.import_all(&records).await;
    records.reverse();
    let mut feed = other.partial().await;
    let batches = records.chunks(7).map(|chunk| feed.batch(chunk)).collect();
    feed.stream(batches).await.1.unwrap();
    feed.committed().await;
    // Locators are keyed: two services have two rings of keys.
    let comparable = |rows: Vec<String>| -> Vec<String> {
        rows.into_iter()
            .filter(|row| !row.starts_with("contract_locator"))
            .collect()
    };
    assert_eq!(
        comparable(plain(&one).await),
        comparable(plain(&other).await)
    );
}

#[tokio::test]
async fn what_was_read_with_an_older_key_is_recognised() {
    let mut suite = Subscriptions::start().await;
    let records = contracts(&suite, 3);
    suite.import_all(&records).await;
    suite.stops().await;
    suite.clock.advance(std::time::Duration::from_hours(1));
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;
    let result = suite.import_some(&records).await;
    assert_eq!((result.unchanged_count, result.conflict_count), (3, 0));
}

#[tokio::test]
async fn one_contract_alone_is_imported() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 3)).await;
    let result = suite.import_some(&[contract(&suite, 7)]).await;
    assert_eq!((result.created_count, result.closed_count), (1, 0));
    assert_eq!(suite.count("contract").await, 4);
}
