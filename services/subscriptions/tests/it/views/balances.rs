use kabinet_env::id::ContractId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_testkit::StatementCount;

use super::fixture::{record, roubles};
use crate::harness::{Subscriptions, refused};

fn of(ids: &[ContractId]) -> pb::BatchGetBalancesRequest {
    pb::BatchGetBalancesRequest {
        contract_ids: ids.iter().map(ToString::to_string).collect(),
        max_staleness: None,
    }
}

#[tokio::test]
async fn balances_come_in_the_order_asked_for_and_as_often() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let one = suite.contract_with("c1", roubles(1, 0)).await;
    let two = suite.contract_with("c2", roubles(2, 0)).await;
    let silent = suite.imported(record("c3")).await;
    for contract_id in [one, two, silent] {
        suite.linked(account_id, contract_id).await;
    }
    let asked = of(&[two, silent, one, two]);
    let mut views = suite.views(account_id);
    let answer = views.batch_get_balances(asked).await.unwrap().into_inner();
    let shown: Vec<_> = answer
        .balances
        .into_iter()
        .map(|shown| (shown.contract_id, shown.balance.unwrap().amount))
        .collect();
    assert_eq!(
        shown,
        [
            (two.to_string(), Some(roubles(2, 0))),
            (silent.to_string(), None),
            (one.to_string(), Some(roubles(1, 0))),
            (two.to_string(), Some(roubles(2, 0))),
        ]
    );
}

#[tokio::test]
async fn one_contract_that_is_not_the_accounts_refuses_all() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let own = suite.contract_with("c1", roubles(1, 0)).await;
    let foreign = suite.contract_with("c2", roubles(2, 0)).await;
    suite.linked(account_id, own).await;
    let mut views = suite.views(account_id);
    for others in [
        of(&[own, foreign]),
        of(&[foreign, own]),
        of(&[own, ContractId::new(&suite.env)]),
    ] {
        let answer = views.batch_get_balances(others).await;
        refused(answer, Reason::ContractNotFound);
    }
}

#[tokio::test]
async fn fifty_balances_are_one_statement() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let records = (0..50).map(|number| record(&format!("c{number}")));
    suite.import(records.collect()).await;
    let mut ids = Vec::new();
    for number in 0..50 {
        let contract_id = suite.contract_id(&format!("c{number}")).await;
        suite.linked(account_id, contract_id).await;
        ids.push(contract_id);
    }
    let mut views = suite.views(account_id);
    views.batch_get_balances(of(&ids)).await.unwrap();
    suite.falls_silent().await;
    let (answer, statements) = StatementCount::of(&suite.database)
        .during(|| views.batch_get_balances(of(&ids)))
        .await;
    assert_eq!(answer.unwrap().into_inner().balances.len(), 50);
    assert_eq!(statements, 1);
}
