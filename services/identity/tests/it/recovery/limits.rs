//! How often a recovery may be asked for, and who hears that it may not.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;

use super::{on_a_new_device, registered};
use crate::notices::told;
use crate::suite::{By, CodeCall, FakeCodes, ProfileCall, Refused as _, Suite, wait};

fn sent(suite: &Suite) -> usize {
    let started = suite.codes.starts().into_iter();
    started
        .filter(|started| started.conceal && !started.suppress)
        .count()
}

#[tokio::test]
async fn strangers_share_five_codes_a_day_and_the_owner_has_five_at_a_known_device() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    for number in 1..=7 {
        on_a_new_device(&person)
            .recovers("ivan.petrov")
            .await
            .unwrap();
        assert_eq!(sent(&suite), number.min(5));
    }
    for number in 1..=7 {
        person.recovers("ivan.petrov").await.unwrap();
        assert_eq!(sent(&suite), 5 + number.min(5));
    }
    // So strangers make the chain and the inbox grow by no more.
    let started = "SELECT count(*) FROM identity.security_event WHERE kind = 'RECOVERY_STARTED'";
    assert_eq!(suite.number(started).await, 10);
    assert_eq!(told(&suite).await.len(), 10);

    suite.clock.advance(Duration::from_hours(24));
    on_a_new_device(&person)
        .recovers("ivan.petrov")
        .await
        .unwrap();
    person.recovers("ivan.petrov").await.unwrap();
    assert_eq!(sent(&suite), 12);
}

#[tokio::test]
async fn code_that_could_not_go_out_costs_no_budget() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    for _ in 0..6 {
        let stranger = on_a_new_device(&person);
        stranger
            .recovers_by("ivan.petrov", Channel::Email)
            .await
            .unwrap();
    }
    on_a_new_device(&person)
        .recovers("ivan.petrov")
        .await
        .unwrap();
    assert_eq!(sent(&suite), 1);
}

#[tokio::test]
async fn call_that_is_cut_off_before_the_owner_is_told_costs_no_budget() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    suite
        .profile
        .fails(ProfileCall::ResolveContacts, By::Silence);
    let mut cut_off = Vec::new();
    for _ in 0..6 {
        let request = stranger.recovery_request("ivan.petrov", Channel::Sms);
        let refused = stranger.recoveries().start_recovery(request.clone()).await;
        assert_eq!(refused.reason(), Reason::TemporarilyUnavailable);
        cut_off.push(request);
    }
    suite.profile.recovers();
    for number in 1..=5 {
        stranger.recovers("ivan.petrov").await.unwrap();
        assert_eq!((sent(&suite), told(&suite).await.len()), (number, number));
    }
    // What is taken up again counts from then on, however long ago it began.
    suite.clock.advance(Duration::from_hours(23));
    for request in cut_off {
        stranger.recoveries().start_recovery(request).await.unwrap();
    }
    assert_eq!(sent(&suite), 5);
}

#[tokio::test]
async fn codes_of_a_day_count_from_when_they_went_out() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    suite
        .profile
        .fails(ProfileCall::ResolveContacts, By::Silence);
    let request = stranger.recovery_request("ivan.petrov", Channel::Sms);
    let cut_off = stranger.recoveries().start_recovery(request.clone()).await;
    cut_off.refusal();
    suite.profile.recovers();
    suite.clock.advance(Duration::from_hours(23));
    stranger.recoveries().start_recovery(request).await.unwrap();
    suite.clock.advance(Duration::from_hours(2));
    for _ in 0..5 {
        stranger.recovers("ivan.petrov").await.unwrap();
    }
    assert_eq!(sent(&suite), 5);
}

fn refusal(reason: Reason) -> By {
    By::Refusing(kabinet_testkit::refusal(reason).retry_after(Duration::from_mins(1)))
}

#[tokio::test]
async fn code_that_verification_refuses_costs_no_budget_and_goes_out_at_a_repeat() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    for reason in [Reason::RateLimited, Reason::CodeLocked] {
        suite.codes.fails(CodeCall::Start, refusal(reason));
        for _ in 0..4 {
            let refused = person.recoveries().start_recovery(request.clone()).await;
            assert_eq!(refused.reason(), Reason::RateLimited);
        }
    }
    // Each repeat decides anew, and tells nobody again.
    assert_eq!(told(&suite).await.len(), 1);
    suite.codes.recovers();
    person.recoveries().start_recovery(request).await.unwrap();
    for _ in 0..4 {
        person.recovers("ivan.petrov").await.unwrap();
    }
    assert_eq!(sent(&suite), 5);
    assert_eq!(told(&suite).await.len(), 5);
}

#[tokio::test]
async fn codes_that_verification_refuses_are_told_ten_times_a_day() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    suite
        .codes
        .fails(CodeCall::Start, refusal(Reason::RateLimited));
    for number in 1..=12 {
        let refused = stranger.recovers("ivan.petrov").await.err().unwrap();
        assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
        assert_eq!(told(&suite).await.len(), number.min(10));
    }
    suite.codes.recovers();
    person.recovers("ivan.petrov").await.unwrap();
    assert_eq!(sent(&suite), 1);
}

#[tokio::test]
async fn strangers_do_not_use_the_subject_of_a_known_device() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    on_a_new_device(&person)
        .recovers("ivan.petrov")
        .await
        .unwrap();
    person.recovers("ivan.petrov").await.unwrap();
    let subjects: Vec<_> = suite
        .codes
        .starts()
        .into_iter()
        .skip(1)
        .map(|started| started.binding.unwrap().subject)
        .collect();
    assert!(subjects[0].ends_with("/STRANGER") && subjects[1].ends_with("/DEVICE"));
}

#[tokio::test]
async fn network_is_limited_openly_and_a_known_device_in_it_is_not() {
    let suite = Suite::with(&[("IDENTITY_LIMIT_RECOVERY_NETWORK", "2")]).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut stranger = on_a_new_device(&person);
    stranger
        .device
        .network_address
        .clone_from(&person.device.network_address);
    for identifier in ["nobody", "ivan.petrov"] {
        stranger.recovers(identifier).await.unwrap();
    }
    for identifier in ["nobody", "ivan.petrov"] {
        let refused = stranger.recovers(identifier).await.err().unwrap();
        assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
        let limit = read::metadata(&refused, "limit");
        assert_eq!(limit.as_deref(), Some("recovery.network"));
        assert!(!wait(&refused).is_zero());
    }
    let mut own = person.recovers("ivan.petrov").await.unwrap();
    own.types(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn known_device_has_a_limit_of_its_own() {
    let suite = Suite::with(&[("IDENTITY_LIMIT_RECOVERY_DEVICE", "1")]).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    person.recovers("ivan.petrov").await.unwrap();
    let refused = person.recovers("ivan.petrov").await.err().unwrap();
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    // Elsewhere it is a stranger.
    person.recovers("nobody").await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_strangers_at_once_get_five_codes_out() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let calls = (0..10).map(|_| {
        let stranger = on_a_new_device(&person);
        async move { stranger.recovers("ivan.petrov").await.map(|_| ()) }
    });
    for answer in futures::future::join_all(calls).await {
        answer.unwrap();
    }
    assert_eq!(sent(&suite), 5);
}
