use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;

use super::fixture::{LinkRow, REVOKED, record, roubles};
use crate::harness::{Subscriptions, refused};

fn page(size: i32, token: &str) -> pb::ListServicesRequest {
    pb::ListServicesRequest {
        page_size: size,
        page_token: token.to_owned(),
        max_staleness: None,
    }
}

impl Subscriptions {
    async fn add(&self, account_id: AccountId, number: u32) -> String {
        let contract_id = self
            .contract_with(&format!("c{number}"), roubles(1, 0))
            .await;
        self.linked(account_id, contract_id).await;
        contract_id.to_string()
    }
}

#[tokio::test]
async fn pages_lose_and_repeat_nothing_while_links_are_added() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let mut added = Vec::new();
    // Pairs of links become active in the same moment, and a page ends between two of them.
    for number in 0..5 {
        added.push(suite.add(account_id, number).await);
        if number % 2 == 0 {
            suite.clock.advance(Duration::from_millis(1));
        }
    }
    let mut views = suite.views(account_id);
    let (mut seen, mut token, mut number) = (Vec::new(), String::new(), 5);
    loop {
        let answer = views.list_services(page(2, &token)).await.unwrap();
        let answer = answer.into_inner();
        assert!(answer.contracts.len() <= 2);
        for contract in &answer.contracts {
            assert_eq!(contract.services.len(), 1, "of {}", contract.contract_id);
        }
        seen.extend(answer.contracts.into_iter().map(|shown| shown.contract_id));
        token = answer.next_page_token;
        if token.is_empty() {
            break;
        }
        if number < 8 {
            suite.clock.advance(Duration::from_millis(1));
            added.push(suite.add(account_id, number).await);
            number += 1;
        }
    }
    assert_eq!(added.len(), 8);
    let (mut sorted, mut expected) = (seen.clone(), added);
    sorted.sort();
    expected.sort();
    assert_eq!(sorted, expected);
}

#[tokio::test]
async fn totals_cover_the_whole_account_and_stand_on_the_first_page_only() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    for number in 0..3 {
        suite.add(account_id, number).await;
    }
    let silent = suite.imported(record("silent")).await;
    suite.linked(account_id, silent).await;
    let mut views = suite.views(account_id);
    let first = views.list_services(page(1, "")).await.unwrap().into_inner();
    assert_eq!(first.contracts.len(), 1);
    assert_eq!(first.totals[0].amount, Some(roubles(3, 0)));
    assert_eq!(first.totals[0].contract_count, 3);
    assert_eq!(first.unknown_balance_count, 1);
    let second = views.list_services(page(3, &first.next_page_token)).await;
    let second = second.unwrap().into_inner();
    assert_eq!(second.contracts.len(), 3);
    assert_eq!((second.totals.len(), second.unknown_balance_count), (0, 0));
    assert_eq!(second.next_page_token, "");
}

#[tokio::test]
async fn last_page_that_was_emptied_meanwhile_tells_nothing_to_do() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    suite.add(account_id, 0).await;
    suite.add(account_id, 1).await;
    let mut views = suite.views(account_id);
    let first = views.list_services(page(1, "")).await.unwrap().into_inner();
    suite
        .sql(
            "UPDATE subscriptions.link
             SET state = 'REVOKED', end_reason = 'PERSON', end_time = update_time",
        )
        .await;
    let second = views.list_services(page(1, &first.next_page_token)).await;
    let second = second.unwrap().into_inner();
    assert_eq!(second.contracts, []);
    assert_eq!(second.next_step(), pb::NextStep::Unspecified);
}

#[tokio::test]
async fn page_token_is_good_for_its_account_and_its_list_only() {
    let suite = Subscriptions::start().await;
    let (own, other) = (suite.account(), suite.account());
    for number in 0..2 {
        suite.add(own, number).await;
    }
    let first = suite.views(own).list_services(page(1, "")).await.unwrap();
    let token = first.into_inner().next_page_token;
    let answer = suite.views(other).list_services(page(1, &token)).await;
    refused(answer, Reason::PageTokenInvalid);
    let answer = suite.views(own).list_services(page(1, "nonsense")).await;
    refused(answer, Reason::PageTokenInvalid);
    let bills = pb::ListBillsRequest {
        contract_id: suite.contract_id("c0").await.to_string(),
        page_size: 0,
        page_token: token,
    };
    let answer = suite.views(own).list_bills(bills).await;
    refused(answer, Reason::PageTokenInvalid);
}

#[tokio::test]
async fn links_that_ended_take_no_room_on_a_page() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite.imported(record("gone")).await;
    for _ in 0..3 {
        let row = LinkRow {
            account_id,
            contract: Some((contract_id, 1)),
            state: REVOKED,
            time: suite.now(),
        };
        suite.link(row).await;
    }
    suite.clock.advance(Duration::from_secs(1));
    let own = suite.add(account_id, 0).await;
    let answer = suite.views(account_id).list_services(page(1, "")).await;
    let answer = answer.unwrap().into_inner();
    assert_eq!(answer.contracts[0].contract_id, own);
    assert_eq!(answer.next_page_token, "");
}
