use kabinet_proto::google::r#type::Money;
use kabinet_proto::subscriptions::v1 as pb;

use super::fixture::{record, roubles};
use crate::harness::Subscriptions;

const MAX: (i64, i32) = (9_223_372_036, 854_775_807);

async fn totals(amounts: &[Money]) -> Vec<Money> {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    for (number, amount) in amounts.iter().enumerate() {
        let external_id = format!("c{number}");
        let contract_id = suite.contract_with(&external_id, amount.clone()).await;
        suite.linked(account_id, contract_id).await;
    }
    let shown = suite.dashboard(account_id).await;
    let totals = shown.totals.into_iter();
    totals.map(|total| total.amount.unwrap()).collect()
}

#[tokio::test]
async fn sum_of_decimals_is_exact() {
    let amounts = [roubles(0, 100_000_000), roubles(0, 200_000_000)];
    assert_eq!(totals(&amounts).await, [roubles(0, 300_000_000)]);
}

#[tokio::test]
async fn debts_and_billionths_are_summed() {
    let amounts = [roubles(-1, -500_000_001), roubles(0, 500_000_000)];
    assert_eq!(totals(&amounts).await, [roubles(-1, -1)]);
}

#[tokio::test]
async fn sum_beyond_the_largest_amount_is_exact() {
    let (units, nanos) = MAX;
    let amounts = [roubles(units, nanos), roubles(units, nanos)];
    assert_eq!(
        totals(&amounts).await,
        [roubles(18_446_744_073, 709_551_614)]
    );
}

#[tokio::test]
async fn each_currency_has_its_own_sum() {
    let zloty = Money {
        currency_code: "PLN".to_owned(),
        units: 5,
        nanos: 0,
    };
    let amounts = [roubles(1, 0), zloty.clone(), roubles(2, 0)];
    assert_eq!(totals(&amounts).await, [zloty, roubles(3, 0)]);
}

#[tokio::test]
async fn balance_that_was_never_loaded_is_unknown_and_not_zero() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let silent = suite.imported(record("silent")).await;
    suite.linked(account_id, silent).await;
    let shown = suite.dashboard(account_id).await;
    assert_eq!(
        shown.contracts[0].balance,
        Some(pb::Balance {
            amount: None,
            as_of: None,
            observe_time: None,
            freshness: pb::Freshness::Unknown.into(),
            freshness_reason: pb::FreshnessReason::NeverLoaded.into(),
        })
    );
    assert_eq!((shown.totals, shown.unknown_balance_count), (vec![], 1));

    let empty = suite.contract_with("empty", roubles(0, 0)).await;
    suite.linked(account_id, empty).await;
    let shown = suite.dashboard(account_id).await;
    assert_eq!(
        shown.totals,
        [pb::BalanceTotal {
            amount: Some(roubles(0, 0)),
            contract_count: 1,
            oldest_as_of: Some(suite.timestamp()),
        }]
    );
    assert_eq!(shown.unknown_balance_count, 1);
}

#[tokio::test]
async fn balances_of_other_accounts_are_in_no_sum() {
    let suite = Subscriptions::start().await;
    let (own, other) = (suite.account(), suite.account());
    let first = suite.contract_with("c1", roubles(1, 0)).await;
    let second = suite.contract_with("c2", roubles(2, 0)).await;
    suite.linked(own, first).await;
    suite.linked(other, first).await;
    suite.linked(other, second).await;
    let amounts = |shown: pb::ListServicesResponse| shown.totals[0].amount.clone().unwrap();
    assert_eq!(amounts(suite.dashboard(own).await), roubles(1, 0));
    assert_eq!(amounts(suite.dashboard(other).await), roubles(3, 0));
}
