use std::time::Duration;

use kabinet_env::id::{AccountId, ContractId};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_testkit::StatementCount;

use super::fixture::{ACTIVE, LinkRow, bill, day, record, roubles};
use crate::harness::{Subscriptions, refused};

fn page(contract_id: ContractId, size: i32, token: &str) -> pb::ListBillsRequest {
    pb::ListBillsRequest {
        contract_id: contract_id.to_string(),
        page_size: size,
        page_token: token.to_owned(),
    }
}

impl Subscriptions {
    async fn bills(&self, account_id: AccountId, contract_id: ContractId) -> pb::ListBillsResponse {
        let mut views = self.views(account_id);
        let answer = views.list_bills(page(contract_id, 0, "")).await;
        answer.unwrap().into_inner()
    }
}

fn numbers(answer: &pb::ListBillsResponse) -> Vec<&str> {
    let bills = answer.bills.iter();
    bills.map(|bill| bill.bill_number.as_str()).collect()
}

#[tokio::test]
async fn bills_are_shown_newest_first_in_one_statement() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let paid = pb::BillRecord {
        state: pb::BillState::Paid.into(),
        ..bill("b1", day(2025, 11, 5))
    };
    let bills = vec![paid, bill("b2", day(2025, 12, 5))];
    let contract_id = suite.contract_with_bills("c1", bills).await;
    suite.linked(account_id, contract_id).await;
    suite.bills(account_id, contract_id).await;
    suite.falls_silent().await;
    let (answer, statements) = StatementCount::of(&suite.database)
        .during(|| suite.bills(account_id, contract_id))
        .await;
    assert_eq!(statements, 1);
    assert_eq!(numbers(&answer), ["B-b2", "B-b1"]);
    assert_eq!(
        answer.bills[1],
        pb::Bill {
            bill_id: answer.bills[1].bill_id.clone(),
            bill_number: "B-b1".to_owned(),
            period_start: Some(day(2025, 11, 1)),
            period_end: Some(day(2025, 11, 30)),
            amount: Some(roubles(500, 0)),
            issue_date: Some(day(2025, 11, 5)),
            due_date: Some(day(2025, 12, 25)),
            state: pb::BillState::Paid.into(),
        }
    );
    let now = Some(suite.timestamp());
    assert_eq!((answer.as_of, answer.observe_time), (now, now));
    assert_eq!(answer.freshness(), pb::Freshness::Fresh);
}

#[tokio::test]
async fn bills_go_stale_after_half_an_hour() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite.contract_with_bills("c1", Vec::new()).await;
    suite.linked(account_id, contract_id).await;
    suite.clock.advance(Duration::from_mins(30));
    let answer = suite.bills(account_id, contract_id).await;
    assert_eq!(answer.freshness(), pb::Freshness::Fresh);
    suite.clock.advance(Duration::from_secs(1));
    let answer = suite.bills(account_id, contract_id).await;
    assert_eq!(answer.freshness(), pb::Freshness::Stale);
    assert_eq!(answer.freshness_reason(), pb::FreshnessReason::FeedLag);
}

#[tokio::test]
async fn bills_that_the_source_never_said_are_unknown_and_not_none() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite.imported(record("c1")).await;
    suite.linked(account_id, contract_id).await;
    assert_eq!(
        suite.bills(account_id, contract_id).await,
        pb::ListBillsResponse {
            freshness: pb::Freshness::Unknown.into(),
            freshness_reason: pb::FreshnessReason::NeverLoaded.into(),
            ..pb::ListBillsResponse::default()
        }
    );
}

#[tokio::test]
async fn pages_of_bills_of_equal_days_lose_and_repeat_nothing() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let equal = (0..5).map(|number| bill(&format!("e{number}"), day(2025, 12, 5)));
    let others = (1..4).map(|month| bill(&format!("o{month}"), day(2025, month, 5)));
    let contract_id = suite
        .contract_with_bills("c1", equal.chain(others).collect())
        .await;
    suite.linked(account_id, contract_id).await;
    let whole = suite.bills(account_id, contract_id).await;
    assert_eq!(numbers(&whole)[5..], ["B-o3", "B-o2", "B-o1"]);
    assert_eq!(whole.next_page_token, "");
    for size in 1..=8 {
        let (mut seen, mut token) = (Vec::new(), String::new());
        loop {
            let mut views = suite.views(account_id);
            let answer = views.list_bills(page(contract_id, size, &token)).await;
            let answer = answer.unwrap().into_inner();
            seen.extend(answer.bills);
            token = answer.next_page_token;
            if token.is_empty() {
                break;
            }
        }
        assert_eq!(seen, whole.bills, "by {size}");
    }
}

#[tokio::test]
async fn page_token_is_good_for_its_account_and_contract_only() {
    let suite = Subscriptions::start().await;
    let (own, other) = (suite.account(), suite.account());
    let bills = || vec![bill("b1", day(2025, 11, 5)), bill("b2", day(2025, 12, 5))];
    let contract_id = suite.contract_with_bills("c1", bills()).await;
    let another = suite.contract_with_bills("c2", bills()).await;
    for account_id in [own, other] {
        suite.linked(account_id, contract_id).await;
        suite.linked(account_id, another).await;
    }
    let mut views = suite.views(own);
    let first = views.list_bills(page(contract_id, 1, "")).await.unwrap();
    let token = first.into_inner().next_page_token;
    let answer = views.list_bills(page(another, 1, &token)).await;
    refused(answer, Reason::PageTokenInvalid);
    let mut others = suite.views(other);
    let answer = others.list_bills(page(contract_id, 1, &token)).await;
    refused(answer, Reason::PageTokenInvalid);
}

#[tokio::test]
async fn next_holder_sees_no_bill_and_no_balance_of_the_one_before() {
    let suite = Subscriptions::start().await;
    let (before, after) = (suite.account(), suite.account());
    let contract_id = suite
        .contract_with_bills("c1", vec![bill("b1", day(2025, 11, 5))])
        .await;
    suite.linked(before, contract_id).await;
    let contract = pb::ContractRecord {
        version: 2,
        holder_generation: 2,
        ..record("c1")
    };
    suite.imported(contract.clone()).await;
    let link = LinkRow {
        account_id: after,
        contract: Some((contract_id, 2)),
        state: ACTIVE,
        time: suite.now(),
    };
    suite.link(link).await;

    let mut views = suite.views(before);
    let answer = views.list_bills(page(contract_id, 0, "")).await;
    refused(answer, Reason::ContractNotFound);
    let shown = suite.bills(after, contract_id).await;
    assert_eq!(numbers(&shown), [""; 0]);
    assert_eq!(shown.freshness(), pb::Freshness::Unknown);

    // The source sends the old bill once more, with a new one.
    let bills = pb::BillsRecord {
        bills: vec![bill("b1", day(2025, 11, 5)), bill("b2", day(2025, 12, 5))],
        as_of: Some(suite.timestamp()),
    };
    suite
        .imported(pb::ContractRecord {
            version: 3,
            bills: Some(bills),
            ..contract
        })
        .await;
    let shown = suite.bills(after, contract_id).await;
    assert_eq!(numbers(&shown), ["B-b2"]);
}
