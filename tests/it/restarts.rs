//! Services that come and go one by one.

use kabinet_env::Env;
use kabinet_proto::{errors::v1::Reason, types::v1::Channel};
use kabinet_status::read;
use tonic::Code;

use crate::{
    billing::{Billing, Contract},
    person::{Person, Step},
    suite::{Layout, Service, Suite},
};

#[tokio::test]
async fn services_come_back_in_any_order() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.goes_through(Step::AskForCode.before(), &suite).await;

    let mut order = Service::ALL;
    order.rotate_left(2);
    for service in order {
        suite.kill_one(service).await;
    }
    order.reverse();
    for service in order {
        suite.serve_one(service).await;
    }
    person
        .goes_through([Step::AskForCode, Step::Confirm].into_iter(), &suite)
        .await;
    assert_eq!(
        person.sees_profile(&suite).await.account_id,
        person.account_id()
    );
}

#[tokio::test]
async fn verification_that_is_down_is_said_and_waited_out() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.goes_through(Step::AskForCode.before(), &suite).await;

    suite.kill_one(Service::Verification).await;
    let refused = person
        .asks_for_code(&suite, Channel::Sms)
        .await
        .unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert_eq!(read::reason(&refused), Some(Reason::TemporarilyUnavailable));
    assert!(read::retry_after(&refused).is_some(), "{refused:?}");

    suite.serve_one(Service::Verification).await;
    person
        .goes_through([Step::AskForCode, Step::Confirm].into_iter(), &suite)
        .await;
}

#[tokio::test]
async fn profile_that_is_down_at_the_confirmation_delays_it_only() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.goes_through(Step::Confirm.before(), &suite).await;

    suite.kill_one(Service::Profile).await;
    let refused = person.confirms(&suite).await.unwrap_err();
    let reason = read::reason(&refused);
    let waits = [Reason::AccountNotReady, Reason::TemporarilyUnavailable];
    assert!(
        reason.is_some_and(|reason| waits.contains(&reason)),
        "{refused:?}"
    );

    suite.serve_one(Service::Profile).await;
    person.confirms(&suite).await.unwrap();
    assert_eq!(
        person.sees_profile(&suite).await.account_id,
        person.account_id()
    );
    suite.wait_until_quiet().await;
}

#[tokio::test]
async fn verification_that_is_down_at_a_link_is_said_and_waited_out() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let (mut person, contract) = has_a_contract(&suite).await;
    let wanted = contract.wanted();

    suite.kill_one(Service::Verification).await;
    let refused = person.starts_link(&suite, &wanted, Channel::Sms).await;
    let refused = refused.unwrap_err();
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    assert_eq!(read::reason(&refused), Some(Reason::TemporarilyUnavailable));
    assert!(read::retry_after(&refused).is_some(), "{refused:?}");

    suite.serve_one(Service::Verification).await;
    person.adds_mobile(&suite, &contract).await;
    assert_eq!(person.sees_links(&suite).await.len(), 1);
}

#[tokio::test]
async fn profile_that_is_down_at_a_link_delays_the_notice_only() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let (mut person, contract) = has_a_contract(&suite).await;

    suite.kill_one(Service::Profile).await;
    person.adds_mobile(&suite, &contract).await;
    assert_eq!(person.sees_services(&suite).await.len(), 1);
    assert!(person.notices_received(&suite, Channel::Sms).is_empty());

    suite.serve_one(Service::Profile).await;
    suite.wait_until_quiet().await;
    assert_eq!(person.notices_received(&suite, Channel::Sms).len(), 1);
    assert_eq!(person.sees_inbox(&suite).await.len(), 1);
}

#[tokio::test]
async fn identity_that_is_down_is_said_and_waited_out_as_long_as_told() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let (mut person, contract) = has_a_contract(&suite).await;
    let wanted = contract.wanted();

    suite.kill_one(Service::Identity).await;
    // For as long as its last beat counts a session is known to be live.
    let refused = loop {
        let answer = person.starts_link(&suite, &wanted, Channel::Sms).await;
        if let Err(refused) = answer {
            break refused;
        }
    };
    assert_eq!(refused.code(), Code::Unavailable, "{refused:?}");
    let told = read::retry_after(&refused).unwrap();

    suite.serve_one(Service::Identity).await;
    // What a moment ago was not known is not asked again before the time that the caller is told.
    Env::system().sleep(told).await;
    person.adds_mobile(&suite, &contract).await;
    assert_eq!(person.sees_services(&suite).await.len(), 1);
}

/// Registers a person and tells the suite of a contract that is theirs.
async fn has_a_contract(suite: &Suite) -> (Person, Contract) {
    let contract = Contract::mobile();
    Billing::of("north", suite).tells(&[&contract]).await;
    let mut person = Person::invent();
    person.registers(suite, Channel::Sms).await;
    suite.wait_until_quiet().await;
    (person, contract)
}
