//! What the peers refuse, and what happens while they do not answer.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_status::{Refusal, read};
use tonic::Code;

use crate::suite::{By, CodeCall, FakeCodes, ProfileCall, Refused as _, Stage, Suite, seen, wait};

#[tokio::test]
async fn refusals_of_profile_pass_through() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::PersonalData).await;
    let refusal = Refusal::invalid_argument(Reason::UnderAge, "too young")
        .metadata("minimum_age", "14")
        .field(
            "personal_data.birth_date",
            "UNDER_AGE",
            "the person is too young",
        );
    suite
        .profile
        .fails(ProfileCall::PersonalData, By::Refusing(refusal));
    let refused = person.submits_personal_data().await.refusal();
    assert_eq!(refused.code(), Code::InvalidArgument);
    assert_eq!(read::reason(&refused), Some(Reason::UnderAge));
    assert_eq!(
        read::metadata(&refused, "minimum_age").as_deref(),
        Some("14")
    );
    assert_eq!(
        read::field_violations(&refused)[0].field,
        "personal_data.birth_date"
    );

    suite.profile.recovers();
    person.submits_personal_data().await.unwrap();
    let refusal = Refusal::invalid_argument(Reason::MobileUnacceptable, "not mobile");
    suite
        .profile
        .fails(ProfileCall::Contacts, By::Refusing(refusal));
    let refused = person.submits_contacts().await;
    assert_eq!(refused.reason(), Reason::MobileUnacceptable);
    suite.profile.recovers();
    person.submits_contacts().await.unwrap();
}

#[tokio::test]
async fn refusals_of_verification_pass_through() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let minute = Duration::from_mins(1);
    for (call, by, refusal) in [
        (
            CodeCall::Resend,
            Channel::Sms,
            Refusal::resource_exhausted(Reason::ResendTooSoon, minute, "soon"),
        ),
        (
            CodeCall::Resend,
            Channel::Sms,
            Refusal::failed_precondition(Reason::ResendTooLate, "late"),
        ),
        (
            CodeCall::Switch,
            Channel::Email,
            Refusal::resource_exhausted(Reason::SendsSpent, minute, "spent"),
        ),
        (
            CodeCall::Switch,
            Channel::Email,
            Refusal::invalid_argument(Reason::DestinationUnacceptable, "nowhere"),
        ),
    ] {
        let expected = tonic::Status::from(refusal.clone());
        suite.codes.fails(call, By::Refusing(refusal));
        let refused = person.asks_for_a_code(by).await.refusal();
        assert_eq!(refused.code(), expected.code());
        assert_eq!(read::reason(&refused), read::reason(&expected));
        assert_eq!(read::retry_after(&refused), read::retry_after(&expected));
        suite.codes.recovers();
    }

    let refused = person.types_the_code("000000").await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::CodeWrong));
    assert_eq!(
        read::metadata(&refused, "attempts_left").as_deref(),
        Some("4")
    );
    for refusal in [
        Refusal::failed_precondition(Reason::CodeExhausted, "spent"),
        Refusal::failed_precondition(Reason::CodeExpired, "expired"),
        Refusal::resource_exhausted(Reason::CodeLocked, minute, "locked"),
    ] {
        let expected = tonic::Status::from(refusal.clone());
        suite.codes.fails(CodeCall::Check, By::Refusing(refusal));
        let refused = person.types_the_code(FakeCodes::CODE).await.refusal();
        assert_eq!(read::reason(&refused), read::reason(&expected));
        assert_eq!(read::retry_after(&refused), read::retry_after(&expected));
    }
    assert_eq!(suite.accounts().await, 0);
    suite.codes.recovers();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn silent_peer_is_told_with_a_time_to_retry_and_nothing_is_lost() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::PersonalData).await;

    suite.profile.fails(ProfileCall::PersonalData, By::Silence);
    let first = person.submits_personal_data().await.refusal();
    assert_eq!(read::reason(&first), Some(Reason::TemporarilyUnavailable));
    assert!(wait(&first) > Duration::ZERO);
    suite.profile.recovers();
    person.submits_personal_data().await.unwrap();

    suite.profile.fails(ProfileCall::Contacts, By::Silence);
    assert_eq!(
        seen(&person.submits_contacts().await.refusal()),
        seen(&first)
    );
    suite.profile.recovers();
    person.submits_contacts().await.unwrap();

    suite.profile.fails(ProfileCall::Resolve, By::Silence);
    assert_eq!(
        seen(&person.asks_for_a_code(Channel::Sms).await.refusal()),
        seen(&first)
    );
    suite.profile.recovers();

    suite.codes.fails(CodeCall::Start, By::Silence);
    assert_eq!(
        seen(&person.asks_for_a_code(Channel::Sms).await.refusal()),
        seen(&first)
    );
    suite.codes.recovers();
    person.asks_for_a_code(Channel::Sms).await.unwrap();

    suite.codes.fails(CodeCall::Check, By::Silence);
    let refused = person.types_the_code(FakeCodes::CODE).await.refusal();
    assert_eq!(seen(&refused), seen(&first));
    suite.codes.recovers();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn both_contacts_are_judged_at_once() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    "+74950000000".clone_into(&mut person.mobile);
    "nobody".clone_into(&mut person.email);
    let refused = person.submits_contacts().await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::MobileUnacceptable));
    let violations = read::field_violations(&refused);
    let fields: Vec<_> = violations
        .iter()
        .map(|violation| violation.field.as_str())
        .collect();
    assert_eq!(fields, ["mobile", "email"]);
}

#[tokio::test]
async fn correction_that_profile_did_not_take_keeps_its_stage_due() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    suite.profile.fails(ProfileCall::Contacts, By::Silence);
    person.submits_contacts().await.refusal();
    let refused = person.types_the_code(FakeCodes::CODE).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::WrongStage));
    assert_eq!(
        read::metadata(&refused, "due_stage").as_deref(),
        Some("CONTACTS")
    );
    suite.profile.recovers();
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Sms).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn correction_that_only_profile_noticed_has_to_be_repeated() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    let conflict = Refusal::aborted(Reason::DraftConflict, "another version");
    suite
        .profile
        .fails(ProfileCall::Resolve, By::Refusing(conflict));
    let refused = person.asks_for_a_code(Channel::Sms).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::WrongStage));
    assert_eq!(
        read::metadata(&refused, "due_stage").as_deref(),
        Some("CONTACTS")
    );
}

#[tokio::test]
async fn verification_that_cannot_be_cancelled_holds_no_correction_up() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    suite.codes.fails(CodeCall::Cancel, By::Silence);
    person.mobile = suite.person("nobody").mobile;
    person.submits_contacts().await.unwrap();
    let refused = person.types_the_code(FakeCodes::CODE).await.reason();
    assert_eq!(refused, Reason::VerificationNotFound);
    person.asks_for_a_code(Channel::Sms).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}
