//! Identity and profile agree on a draft, whatever is lost or late between them.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::RegistrationStage;
use kabinet_proto::types::v1::Channel;
use kabinet_status::{Refusal, read};

use crate::suite::{By, FakeCodes, ProfileCall, Refused as _, Stage, Suite};

#[tokio::test]
async fn write_that_arrives_after_the_confirmation_changes_nothing() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    suite.profile.fails(ProfileCall::Contacts, By::Silence);
    "mistyped@example.com".clone_into(&mut person.email);
    person.submits_contacts().await.refusal();
    suite.profile.recovers();
    "mail@example.com".clone_into(&mut person.email);
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Email).await.unwrap();
    suite.profile.fails(ProfileCall::Activate, By::Silence);
    let request = person.confirm_request(FakeCodes::CODE);
    let confirm = async || {
        let mut front = person.registrations();
        front.confirm_registration(request.clone()).await
    };
    assert_eq!(confirm().await.reason(), Reason::TemporarilyUnavailable);

    let late = suite.profile.delayed_contacts_arrive().remove(0);
    assert_eq!(late.reason(), Reason::DraftConflict);
    suite.profile.recovers();
    confirm().await.unwrap();
    let draft = suite.profile.draft(&person.registration_id);
    assert_eq!(draft.email, "mail@example.com");
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn correction_after_a_lost_answer_is_taken() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::PersonalData).await;
    for call in [ProfileCall::PersonalData, ProfileCall::Contacts] {
        suite.profile.fails(call, By::LosingAnswers);
    }
    let refused = person.submits_personal_data().await.reason();
    assert_eq!(refused, Reason::TemporarilyUnavailable);
    suite.profile.recovers();
    person.submits_personal_data().await.unwrap();

    suite
        .profile
        .fails(ProfileCall::Contacts, By::LosingAnswers);
    person.submits_contacts().await.refusal();
    suite.profile.recovers();
    "mail@example.com".clone_into(&mut person.email);
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Email).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    person.logs_in_as("mail@example.com").await.unwrap();
}

#[tokio::test]
async fn repeat_after_a_lost_answer_is_the_same_write() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    let request = person.contacts_request();
    suite
        .profile
        .fails(ProfileCall::Contacts, By::LosingAnswers);
    let submit = async || {
        let mut front = person.registrations();
        front.submit_contacts(request.clone()).await
    };
    assert_eq!(submit().await.reason(), Reason::TemporarilyUnavailable);
    suite.profile.recovers();
    submit().await.unwrap();
    assert_eq!(suite.profile.draft(&person.registration_id).version, 2);
}

/// A registrant must not make somebody else's contact log in to their account: the code goes to the
/// contact in profile, and the identifier that it proves is that one.
#[tokio::test]
async fn contacts_that_identity_does_not_know_have_to_be_given_again() {
    let suite = Suite::new().await;
    let (mut person, victim) = (suite.person("ivan.petrov"), suite.person("olga.popova"));
    let own = person.mobile.clone();
    person.mobile.clone_from(&victim.mobile);
    person.registers_until(Stage::Confirmation).await;
    person.mobile.clone_from(&own);
    suite
        .profile
        .fails(ProfileCall::Contacts, By::LosingAnswers);
    person.submits_contacts().await.refusal();
    suite.profile.recovers();

    let named = person.submits_personal_data().await.unwrap();
    assert_eq!(named.due_stage(), RegistrationStage::Contacts);
    let refused = person.asks_for_a_code(Channel::Sms).await.reason();
    assert_eq!(refused, Reason::WrongStage);
    person.submits_contacts().await.unwrap();
    person.asks_for_a_code(Channel::Sms).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    person.logs_in_as(&own).await.unwrap();
    let stolen = person.logs_in_as(&victim.mobile).await.reason();
    assert_eq!(stolen, Reason::CredentialsInvalid);
}

#[tokio::test]
async fn end_of_the_registration_during_a_write_is_told_as_such() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    let held = suite.profile.holds_contacts();
    let (submitted, ()) = tokio::join!(person.submits_contacts(), async {
        held.is_underway().await;
        person.abandons().await.unwrap();
        let gone = Refusal::not_found(Reason::DraftNotFound, "there is no open draft");
        suite
            .profile
            .fails(ProfileCall::Contacts, By::Refusing(gone));
        held.arrives();
    });
    let refused = submitted.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RegistrationEnded));
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("ABANDONED"));
}

#[tokio::test]
async fn draft_that_keeps_moving_is_a_reason_to_come_back() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Contacts).await;
    let conflict = Refusal::aborted(Reason::DraftConflict, "another version");
    let conflict = conflict.metadata("version", "7");
    suite
        .profile
        .fails(ProfileCall::Contacts, By::Refusing(conflict));
    let refused = person.submits_contacts().await.reason();
    assert_eq!(refused, Reason::TemporarilyUnavailable);
}
