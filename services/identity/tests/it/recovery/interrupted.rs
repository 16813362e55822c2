//! A recovery that was cut off anywhere goes on when the call is repeated.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;

use super::{NEW, registered};
use crate::notices::told;
use crate::suite::{By, CodeCall, FakeCodes, ProfileCall, Refused as _, Suite, standing};

#[tokio::test]
async fn start_goes_on_where_a_peer_was_silent_and_asks_for_one_code() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    let start = async || person.recoveries().start_recovery(request.clone()).await;

    for by in [By::Silence, By::LosingAnswers] {
        suite.profile.fails(ProfileCall::ResolveContacts, by);
        assert_eq!(start().await.reason(), Reason::TemporarilyUnavailable);
    }
    suite.profile.recovers();
    assert_eq!(told(&suite).await, []);
    for by in [By::Silence, By::LosingAnswers] {
        suite.codes.fails(CodeCall::Start, by);
        assert_eq!(start().await.reason(), Reason::TemporarilyUnavailable);
    }
    // The owner hears of it before the code is asked for.
    assert_eq!(told(&suite).await.len(), 1);
    suite.codes.recovers();
    let first = start().await.unwrap().into_inner();
    assert_eq!(start().await.unwrap().into_inner(), first);
    let ids: std::collections::BTreeSet<_> = suite
        .codes
        .starts()
        .into_iter()
        .skip(1)
        .map(|started| started.request_id)
        .collect();
    assert_eq!((ids.len(), told(&suite).await.len()), (1, 1));
}

#[tokio::test]
async fn code_goes_where_it_was_decided_whatever_changes_meanwhile() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    suite.codes.fails(CodeCall::Start, By::LosingAnswers);
    let lost = person.recoveries().start_recovery(request.clone()).await;
    lost.refusal();
    let kind = kabinet_proto::types::v1::ContactKind::Mobile;
    let other = standing(kind, "+79007770001", suite.env.now());
    suite.profile.has_contacts(&account_id, 2, &[other]);
    suite.codes.recovers();
    person.recoveries().start_recovery(request).await.unwrap();
    let addresses: std::collections::BTreeSet<_> = suite
        .codes
        .starts()
        .into_iter()
        .skip(1)
        .map(|started| started.destination.unwrap().address)
        .collect();
    assert_eq!(addresses.into_iter().collect::<Vec<_>>(), [person.mobile]);
}

#[tokio::test]
async fn code_is_checked_again_under_another_request_id() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    suite.codes.fails(CodeCall::Check, By::LosingAnswers);
    let lost = recovery.types(FakeCodes::CODE).await;
    assert_eq!(lost.reason(), Reason::TemporarilyUnavailable);
    suite.codes.recovers();
    recovery.types(FakeCodes::CODE).await.unwrap();
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn recovery_that_ended_before_it_was_aimed_says_so() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    suite
        .profile
        .fails(ProfileCall::ResolveContacts, By::Silence);
    let cut_off = person.recoveries().start_recovery(request.clone()).await;
    cut_off.refusal();
    suite.profile.recovers();
    suite.clock.advance(Duration::from_hours(24));
    let refused = person.recoveries().start_recovery(request).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("EXPIRED"));
}

#[tokio::test]
async fn recovery_survives_the_process() {
    let mut suite = Suite::new().await;
    let request = {
        let (person, _) = registered(&suite, "ivan.petrov").await;
        let recovery = person.recovers("ivan.petrov").await.unwrap();
        recovery.verify_request(FakeCodes::CODE)
    };
    suite.dies_and_starts_again().await;
    let first = suite
        .recoveries()
        .verify_recovery_code(request.clone())
        .await;
    suite.dies_and_starts_again().await;
    let again = suite.recoveries().verify_recovery_code(request).await;
    assert_eq!(again.unwrap().into_inner(), first.unwrap().into_inner());
}

#[tokio::test]
async fn right_code_waits_for_the_keys_of_proofs() {
    let mut suite = Suite::new().await;
    let request = {
        let (person, _) = registered(&suite, "ivan.petrov").await;
        let recovery = person.recovers("ivan.petrov").await.unwrap();
        recovery.verify_request(FakeCodes::CODE)
    };
    suite.codes.fails(CodeCall::Keys, By::Silence);
    suite.dies_and_starts_again().await;
    let refused = suite
        .recoveries()
        .verify_recovery_code(request.clone())
        .await;
    assert_eq!(refused.reason(), Reason::TemporarilyUnavailable);
    suite.codes.recovers();
    suite.clock.advance(Duration::from_secs(1));
    suite
        .recoveries()
        .verify_recovery_code(request)
        .await
        .unwrap();
}
