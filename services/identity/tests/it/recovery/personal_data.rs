//! Personal data are an additional proof where the operator demands it, and never enough.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::RecoveryStep;
use kabinet_status::{Refusal, read};

use super::{NEW, on_a_new_device, registered};
use crate::suite::{By, FakeCodes, ProfileCall, Refused as _, Suite};

const DEMANDED: [(&str, &str); 1] = [("IDENTITY_RECOVERY_REQUIRES_PERSONAL_DATA", "on")];
const RIGHT: &str = "Примерова";
const WRONG: &str = "Кто-то другая";

fn due_step(refused: &tonic::Status) -> Option<String> {
    assert_eq!(read::reason(refused), Some(Reason::RecoveryStepDue));
    read::metadata(refused, "due_step")
}

#[tokio::test]
async fn data_are_due_after_the_code_and_before_the_password() {
    let suite = Suite::with(&DEMANDED).await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    let verified = recovery.types(FakeCodes::CODE).await.unwrap();
    assert_eq!(verified.due_step(), RecoveryStep::PersonalData);
    let early = recovery.sets(NEW).await.refusal();
    assert_eq!(due_step(&early).as_deref(), Some("PERSONAL_DATA"));
    let matched = recovery.claims_to_be(RIGHT).await.unwrap();
    assert_eq!(matched.due_step(), RecoveryStep::Password);
    assert_eq!(suite.profile.matched(), [account_id]);
    let again = recovery.claims_to_be(RIGHT).await.refusal();
    assert_eq!(due_step(&again).as_deref(), Some("PASSWORD"));
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn data_that_nobody_demands_are_not_compared() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let refused = recovery.claims_to_be(RIGHT).await.refusal();
    assert_eq!(due_step(&refused).as_deref(), Some("PASSWORD"));
    assert!(suite.profile.matched().is_empty());
}

#[tokio::test]
async fn fifth_wrong_attempt_ends_the_recovery() {
    let suite = Suite::with(&DEMANDED).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    for left in ["4", "3", "2", "1", "0"] {
        let refused = recovery.claims_to_be(WRONG).await.refusal();
        assert_eq!(read::reason(&refused), Some(Reason::PersonalDataMismatch));
        let told = read::metadata(&refused, "attempts_left");
        assert_eq!(told.as_deref(), Some(left));
    }
    for refused in [
        recovery.claims_to_be(RIGHT).await.refusal(),
        recovery.sets(NEW).await.refusal(),
    ] {
        assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
        let state = read::metadata(&refused, "state");
        assert_eq!(state.as_deref(), Some("FAILED"));
    }
}

#[tokio::test]
async fn attempts_of_a_day_are_those_of_every_recovery_of_the_account() {
    let suite = Suite::with(&DEMANDED).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let first = person.holds_a_ticket().await;
    let second = on_a_new_device(&person).holds_a_ticket().await;
    let spare = person.holds_a_ticket().await;
    for _ in 0..3 {
        first.claims_to_be(WRONG).await.refusal();
    }
    let refused = second.claims_to_be(WRONG).await.refusal();
    let left = read::metadata(&refused, "attempts_left");
    assert_eq!(left.as_deref(), Some("1"));
    second.claims_to_be(WRONG).await.refusal();
    let refused = spare.claims_to_be(RIGHT).await.reason();
    assert_eq!(refused, Reason::RecoveryEnded);

    suite.clock.advance(std::time::Duration::from_hours(24));
    let tomorrow = person.holds_a_ticket().await;
    tomorrow.claims_to_be(RIGHT).await.unwrap();
}

#[tokio::test]
async fn attempt_that_profile_did_not_judge_is_given_back() {
    let suite = Suite::with(&DEMANDED).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let invalid = Refusal::invalid_argument(Reason::InvalidRequest, "no such day");
    for (by, expected) in [
        (By::Silence, Reason::TemporarilyUnavailable),
        (By::LosingAnswers, Reason::TemporarilyUnavailable),
        (By::Refusing(invalid), Reason::InvalidRequest),
    ] {
        suite.profile.fails(ProfileCall::MatchPersonalData, by);
        for _ in 0..6 {
            let refused = recovery.claims_to_be(RIGHT).await.reason();
            assert_eq!(refused, expected);
        }
    }
    suite.profile.recovers();
    recovery.claims_to_be(RIGHT).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_wrong_attempts_at_once_are_five() {
    let suite = Suite::with(&DEMANDED).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let attempts = (0..8).map(|_| {
        let recovery = recovery.clone();
        async move { recovery.claims_to_be(WRONG).await.reason() }
    });
    let refused = futures::future::join_all(attempts).await;
    let compared = refused
        .iter()
        .filter(|reason| **reason == Reason::PersonalDataMismatch);
    assert_eq!(compared.count(), 5);
    assert_eq!(suite.profile.matched().len(), 5);
}
