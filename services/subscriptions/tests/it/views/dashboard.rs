use std::time::Duration;

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::types::v1::ServiceKind;
use kabinet_testkit::StatementCount;

use super::fixture::{ACTIVE, BLIND, EXPIRED, LinkRow, PENDING, mobile, record, roubles};
use crate::harness::Subscriptions;

#[tokio::test]
async fn person_sees_every_contract_with_its_services_and_balance() {
    let suite = Subscriptions::start().await;
    let landline = pb::ServiceRecord {
        kind: ServiceKind::Landline.into(),
        phone_number: String::new(),
        tariff_code: "L2".to_owned(),
        tariff_name: "Телефон".to_owned(),
        state: pb::ServiceState::Suspended.into(),
        suspend_reason: pb::SuspendReason::Debt.into(),
        ..mobile("s0")
    };
    let balance = pb::BalanceRecord {
        amount: Some(roubles(-12, -340_000_000)),
        as_of: Some(suite.timestamp()),
    };
    let contract_id = suite
        .imported(pb::ContractRecord {
            account_number: "0012".to_owned(),
            rating_type: pb::RatingType::Postpaid.into(),
            services: vec![mobile("s1"), landline],
            balance: Some(balance),
            ..record("c1")
        })
        .await;
    let account_id = suite.account();
    let link_id = suite.linked(account_id, contract_id).await;

    let shown = suite.dashboard(account_id).await;
    let [contract] = &shown.contracts[..] else {
        panic!("{} contracts", shown.contracts.len());
    };
    let now = Some(suite.timestamp());
    let [first, second] = &contract.services[..] else {
        panic!("{} services", contract.services.len());
    };
    assert_ne!(first.service_id, second.service_id);
    assert_eq!(
        *contract,
        pb::Contract {
            contract_id: contract_id.to_string(),
            link_id: link_id.to_string(),
            label: String::new(),
            account_number: "0012".to_owned(),
            region_code: "RU-MOW".to_owned(),
            rating_type: pb::RatingType::Postpaid.into(),
            state: pb::ContractState::Open.into(),
            balance: Some(pb::Balance {
                amount: Some(roubles(-12, -340_000_000)),
                as_of: now,
                observe_time: now,
                freshness: pb::Freshness::Fresh.into(),
                freshness_reason: pb::FreshnessReason::Unspecified.into(),
            }),
            services: vec![
                pb::Service {
                    service_id: first.service_id.clone(),
                    kind: ServiceKind::Mobile.into(),
                    phone_number: "+79000000045".to_owned(),
                    tariff_code: "M1".to_owned(),
                    tariff_name: "Mobile 1".to_owned(),
                    state: pb::ServiceState::Active.into(),
                    suspend_reason: pb::SuspendReason::Unspecified.into(),
                    as_of: now,
                },
                pb::Service {
                    service_id: second.service_id.clone(),
                    kind: ServiceKind::Landline.into(),
                    phone_number: String::new(),
                    tariff_code: "L2".to_owned(),
                    tariff_name: "Телефон".to_owned(),
                    state: pb::ServiceState::Suspended.into(),
                    suspend_reason: pb::SuspendReason::Debt.into(),
                    as_of: now,
                },
            ],
        }
    );
    assert_eq!(shown.next_step(), pb::NextStep::Unspecified);
    assert_eq!(shown.next_page_token, "");
}

#[tokio::test]
async fn closed_contract_is_shown_until_it_is_unlinked() {
    let suite = Subscriptions::start().await;
    let contract_id = suite
        .imported(pb::ContractRecord {
            state: pb::ContractState::Closed.into(),
            ..record("c1")
        })
        .await;
    let account_id = suite.account();
    suite.linked(account_id, contract_id).await;
    let shown = suite.dashboard(account_id).await;
    assert_eq!(
        shown.contracts[0].state,
        i32::from(pb::ContractState::Closed)
    );
}

#[tokio::test]
async fn contract_without_services_is_shown() {
    let suite = Subscriptions::start().await;
    let contract_id = suite
        .imported(pb::ContractRecord {
            services: Vec::new(),
            ..record("c1")
        })
        .await;
    let account_id = suite.account();
    suite.linked(account_id, contract_id).await;
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.contracts.len(), 1);
    assert_eq!(shown.contracts[0].services, []);
}

#[tokio::test]
async fn account_without_contracts_is_told_what_to_do_next() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.next_step(), pb::NextStep::AddService);
    assert_eq!((shown.contracts.len(), shown.totals.len()), (0, 0));

    let pending = LinkRow {
        account_id,
        contract: None,
        state: PENDING,
        time: suite.now(),
    };
    suite.link(pending).await;
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.next_step(), pb::NextStep::SubmitProof);

    suite.clock.advance(Duration::from_hours(1));
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.next_step(), pb::NextStep::AddService);
}

#[tokio::test]
async fn nothing_is_next_for_an_account_with_a_contract() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite.imported(record("c1")).await;
    suite.linked(account_id, contract_id).await;
    for state in [PENDING, EXPIRED] {
        let row = LinkRow {
            account_id,
            contract: None,
            state,
            time: suite.now(),
        };
        suite.link(row).await;
    }
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.next_step(), pb::NextStep::Unspecified);
}

#[tokio::test]
async fn links_that_do_not_read_show_nothing_and_count_nowhere() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let contract_id = suite.contract_with("c1", roubles(1, 0)).await;
    let newer_holder = suite
        .imported(pb::ContractRecord {
            holder_generation: 2,
            ..record("c2")
        })
        .await;
    let contract = Some((contract_id, 1));
    let blind = BLIND.map(|state| (contract, state));
    let older = (Some((newer_holder, 1)), ACTIVE);
    for (contract, state) in blind.into_iter().chain([older]) {
        let row = LinkRow {
            account_id,
            contract,
            state,
            time: suite.now(),
        };
        suite.link(row).await;
    }
    let shown = suite.dashboard(account_id).await;
    assert_eq!(shown.contracts, []);
    assert_eq!((shown.totals.len(), shown.unknown_balance_count), (0, 0));
}

#[tokio::test]
async fn dashboard_of_fifty_contracts_is_one_statement() {
    let suite = Subscriptions::start().await;
    let account_id = suite.account();
    let records = (0..50).map(|number| record(&format!("c{number}")));
    suite.import(records.collect()).await;
    for number in 0..50 {
        let contract_id = suite.contract_id(&format!("c{number}")).await;
        suite.linked(account_id, contract_id).await;
    }
    // The first call also learns the keys of tokens and prepares the statement.
    suite.dashboard(account_id).await;
    suite.falls_silent().await;
    let (shown, statements) = StatementCount::of(&suite.database)
        .during(|| suite.dashboard(account_id))
        .await;
    assert_eq!(shown.contracts.len(), 50);
    assert_eq!(statements, 1);
}
