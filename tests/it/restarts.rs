//! Services that come and go one by one.

use kabinet_proto::{errors::v1::Reason, types::v1::Channel};
use kabinet_status::read;
use tonic::Code;

use crate::{
    person::{Person, Step},
    suite::{Layout, Service, Suite},
};

#[tokio::test]
async fn services_come_back_in_any_order() {
    let mut suite = Suite::start_with(Layout::Apart, &[]).await;
    let mut person = Person::invent();
    person.goes_through(Step::AskForCode.before(), &suite).await;

    for service in [Service::Verification, Service::Identity, Service::Profile] {
        suite.kill_one(service).await;
    }
    for service in [Service::Profile, Service::Verification, Service::Identity] {
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
