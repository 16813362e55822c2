use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::timestamp;
use time::Duration;

use super::feed::{contract, roubles};
use crate::harness::Subscriptions;

/// The one contract's amount and time, as the table has them.
async fn balance(suite: &Subscriptions) -> Option<(i64, String, time::OffsetDateTime)> {
    sqlx::query_as("SELECT nanos, currency, as_of FROM subscriptions.balance")
        .fetch_optional(&suite.pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn amounts_are_exact_to_a_billionth() {
    for (units, nanos, stored) in [
        (0, 0, 0),
        (0, 1, 1),
        (0, -1, -1),
        (-12, -345_000_001, -12_345_000_001),
        (9_223_372_036, 854_775_807, i64::MAX),
        (-9_223_372_036, -854_775_808, i64::MIN),
    ] {
        let suite = Subscriptions::start().await;
        let mut record = contract(&suite, 1);
        record.balance.as_mut().unwrap().amount = Some(roubles(units, nanos));
        for bill in &mut record.bills.as_mut().unwrap().bills {
            bill.amount = Some(roubles(units, nanos));
        }
        suite.import_some(&[record]).await;
        let (kept, currency, _) = balance(&suite).await.unwrap();
        assert_eq!((kept, currency.as_str()), (stored, "RUB"));
        let kept: Vec<i64> = sqlx::query_scalar("SELECT nanos FROM subscriptions.bill")
            .fetch_all(&suite.pool)
            .await
            .unwrap();
        assert_eq!(kept, [stored, stored]);
    }
}

#[tokio::test]
async fn balance_that_was_never_said_has_no_row() {
    let suite = Subscriptions::start().await;
    let record = pb::ContractRecord {
        balance: None,
        bills: None,
        ..contract(&suite, 1)
    };
    suite.import_some(&[record]).await;
    assert_eq!(balance(&suite).await, None);
    assert_eq!(suite.count("bill").await, 0);
    let unknown = "SELECT count(*) FROM subscriptions.contract WHERE bills_as_of IS NULL";
    assert_eq!(suite.number(unknown).await, 1);
}

#[tokio::test]
async fn what_a_later_record_does_not_say_stays() {
    let suite = Subscriptions::start().await;
    suite.import_some(&[contract(&suite, 1)]).await;
    let before = balance(&suite).await;
    let record = pb::ContractRecord {
        version: 2,
        balance: None,
        bills: None,
        ..contract(&suite, 1)
    };
    suite.import_some(&[record]).await;
    assert_eq!(balance(&suite).await, before);
    assert_eq!(suite.count("bill").await, 2);
}

#[tokio::test]
async fn balance_is_replaced_by_a_later_one_only() {
    let suite = Subscriptions::start().await;
    let now = suite.env.now();
    suite.import_some(&[contract(&suite, 1)]).await;
    for (version, age, units, stored) in [
        (2, Duration::MINUTE, 7, 450_000_000_000),
        (3, -Duration::MINUTE, 8, 8_000_000_000),
    ] {
        let balance_record = pb::BalanceRecord {
            amount: Some(roubles(units, 0)),
            as_of: Some(timestamp::write(now - age)),
        };
        let record = pb::ContractRecord {
            version,
            balance: Some(balance_record),
            ..contract(&suite, 1)
        };
        let result = suite.import_some(&[record]).await;
        assert_eq!(result.updated_count, 1);
        assert_eq!(balance(&suite).await.unwrap().0, stored);
    }
}
