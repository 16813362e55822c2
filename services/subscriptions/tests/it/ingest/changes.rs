use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::ServiceKind;

use super::feed::{bill, contract, contracts};
use crate::harness::Subscriptions;

async fn texts(suite: &Subscriptions, statement: &'static str) -> Vec<String> {
    sqlx::query_scalar(statement)
        .fetch_all(&suite.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn newer_version_replaces_everything_it_says() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 2)).await;
    let mut record = contract(&suite, 1);
    record.version = 2;
    record.contact = None;
    record.services = vec![pb::ServiceRecord {
        external_id: "S-9".to_owned(),
        kind: ServiceKind::Tv.into(),
        phone_number: String::new(),
        state: pb::ServiceState::Suspended.into(),
        suspend_reason: pb::SuspendReason::Debt.into(),
        ..record.services[0].clone()
    }];
    record.bills.as_mut().unwrap().bills = vec![bill("B-2"), bill("B-3"), bill("B-4")];
    let result = suite.import_some(&[record]).await;
    assert_eq!((result.updated_count, result.created_count), (1, 0));

    let services = "SELECT external_id || ' ' || kind || ' ' || COALESCE(suspend_reason, '-')
                    FROM subscriptions.service ORDER BY 1";
    assert_eq!(
        texts(&suite, services).await,
        ["S-1 MOBILE -", "S-9 TV DEBT"]
    );
    let bills = "SELECT bill.external_id FROM subscriptions.bill
                 JOIN subscriptions.contract USING (contract_id)
                 WHERE contract.external_id = 'C-1' ORDER BY 1";
    assert_eq!(texts(&suite, bills).await, ["B-2", "B-3", "B-4"]);
    // Of the television there are the two numbers, of the other contract's telephone there is one
    // more.
    assert_eq!(suite.count("contract_locator").await, 2 + 3);
    let without = "SELECT count(*) FROM subscriptions.contract
                   WHERE contact IS NULL AND contact_since IS NULL";
    assert_eq!(suite.number(without).await, 1);
}

#[tokio::test]
async fn older_version_changes_nothing() {
    let suite = Subscriptions::start().await;
    let mut record = contract(&suite, 1);
    record.version = 5;
    suite.import_some(&[record.clone()]).await;
    let rows = suite.every_row().await;
    record.version = 4;
    record.state = pb::ContractState::Closed.into();
    let result = suite.import_some(&[record]).await;
    assert_eq!((result.unchanged_count, result.updated_count), (1, 0));
    let open = "SELECT count(*) FROM subscriptions.contract WHERE state = 'OPEN' AND version = 5";
    assert_eq!(suite.number(open).await, 1);
    let now = suite.every_row().await;
    let contract_of =
        |rows: &[(String, String)]| rows.iter().find(|(table, _)| table == "contract").cloned();
    assert_eq!(contract_of(&now), contract_of(&rows));
}

#[tokio::test]
async fn contradiction_under_one_version_is_named_and_not_taken() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 4)).await;
    let mut records = contracts(&suite, 4);
    records[1].services[0].tariff_name = "Другой".to_owned();
    records[3].account_number = "770000009999".to_owned();
    let result = suite.import_all(&records).await;
    assert_eq!((result.conflict_count, result.unchanged_count), (2, 2));
    assert_eq!(result.conflict_ordinals, [1, 3]);
    assert_eq!((result.updated_count, result.closed_count), (0, 0));
    let other = "SELECT count(*) FROM subscriptions.service WHERE tariff_name = 'Другой'";
    assert_eq!(suite.number(other).await, 0);
}

#[tokio::test]
async fn of_several_records_of_one_contract_the_newest_is_taken() {
    let suite = Subscriptions::start().await;
    let version = |version, tariff: &str| {
        let mut record = contract(&suite, 1);
        record.version = version;
        tariff.clone_into(&mut record.services[0].tariff_name);
        record
    };
    let records = [
        version(1, "a"),
        version(3, "c"),
        version(2, "b"),
        version(3, "c"),
        version(3, "d"),
    ];
    let result = suite.import_some(&records).await;
    assert_eq!((result.created_count, result.updated_count), (1, 0));
    assert_eq!((result.unchanged_count, result.conflict_count), (3, 1));
    assert_eq!(result.conflict_ordinals, [4]);
    let tariffs = "SELECT tariff_name FROM subscriptions.service";
    assert_eq!(texts(&suite, tariffs).await, ["c"]);
    assert_eq!(suite.count("bill").await, 2);
}

#[tokio::test]
async fn closed_contract_and_ended_service_are_not_found_any_more() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 2)).await;
    let mut records = contracts(&suite, 2);
    records[0].version = 2;
    records[0].state = pb::ContractState::Closed.into();
    records[1].version = 2;
    records[1].services[0].state = pb::ServiceState::Terminated.into();
    suite.import_some(&records).await;
    assert_eq!(suite.count("contract_locator").await, 0);
    assert_eq!(suite.count("contract").await, 2);
}

#[tokio::test]
async fn new_contracts_among_standing_ones_are_joined_either_way() {
    let suite = Subscriptions::start().await;
    suite.import_all(&contracts(&suite, 1_500)).await;
    let mut records = contracts(&suite, 3_000);
    for record in &mut records {
        record.version = 2;
    }
    let result = suite.import_all(&records).await;
    assert_eq!((result.updated_count, result.created_count), (1_500, 1_500));
    for (table, rows) in [("service", 3_000), ("balance", 3_000), ("bill", 6_000)] {
        assert_eq!(suite.count(table).await, rows, "{table}");
    }
    assert_eq!(suite.count("contract_locator").await, 9_000);
}
