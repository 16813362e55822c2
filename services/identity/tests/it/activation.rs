//! Between the proof and the profile.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::event_sink_service_client::EventSinkServiceClient;
use kabinet_proto::identity::v1::{ConfirmRegistrationRequest, DeliverEventRequest};
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{ContactKind, Event, ProfileActivated, RegistrationConfirmed};
use prost_types::Timestamp;
use tonic::Status;

use crate::suite::{By, FakeCodes, Person, ProfileCall, Refused as _, Stage, Suite, wait};

async fn proves_while_profile_is_silent(suite: &Suite) -> (Person<'_>, ConfirmRegistrationRequest) {
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let request = person.confirm_request(FakeCodes::CODE);
    suite.profile.fails(ProfileCall::Activate, By::Silence);
    suite.profile.fails(ProfileCall::Event, By::Silence);
    let refused = person
        .registrations()
        .confirm_registration(request.clone())
        .await
        .refusal();
    assert_eq!(
        kabinet_status::read::reason(&refused),
        Some(Reason::TemporarilyUnavailable)
    );
    assert!(!wait(&refused).is_zero());
    assert_eq!(suite.accounts().await, 1);
    (person, request)
}

async fn profile_tells(suite: &Suite, event: Event) {
    tells(suite, "service/profile", event).await.unwrap();
}

async fn tells(suite: &Suite, teller: &'static str, event: Event) -> Result<(), Status> {
    let request = DeliverEventRequest { event: Some(event) };
    let mut sink = EventSinkServiceClient::new(suite.called_by(teller));
    sink.deliver_event(request).await.map(|_| ())
}

fn confirmed(suite: &Suite) -> Option<RegistrationConfirmed> {
    suite
        .profile
        .facts()
        .into_iter()
        .find_map(|fact| match fact {
            Fact::RegistrationConfirmed(confirmed) => Some(confirmed),
            Fact::RegistrationDiscarded(_)
            | Fact::ProfileActivated(_)
            | Fact::Notice(_)
            | Fact::NoticeDue(_)
            | Fact::ContactPointsChanged(_)
            | Fact::TakeoverReported(_) => None,
        })
}

#[tokio::test]
async fn account_waits_for_its_profile() {
    let suite = Suite::new().await;
    let (mut person, _) = proves_while_profile_is_silent(&suite).await;
    assert_eq!(person.logs_in().await.reason(), Reason::AccountNotReady);
    let mut stranger = person.on_another_device();
    let login = person.login.clone();
    let wrong = stranger.tries(&login, "some other password").await;
    assert_eq!(wrong.reason(), Reason::CredentialsInvalid);
}

#[tokio::test]
async fn repeat_of_the_confirmation_activates_the_account() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let request = person.confirm_request(FakeCodes::CODE);
    suite.profile.fails(ProfileCall::Activate, By::Silence);
    let refused = person
        .registrations()
        .confirm_registration(request.clone())
        .await;
    assert_eq!(refused.reason(), Reason::TemporarilyUnavailable);
    suite.profile.recovers();
    let grant = person
        .registrations()
        .confirm_registration(request)
        .await
        .unwrap();
    let grant = grant.into_inner().grant.unwrap();
    assert!(
        suite
            .as_user(&grant.access_token)
            .introspection()
            .await
            .active
    );
    assert_eq!(suite.accounts().await, 1);
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn event_of_profile_activates_the_account() {
    let suite = Suite::new().await;
    let (mut person, request) = proves_while_profile_is_silent(&suite).await;
    suite.profile.recovers();
    suite
        .time_passes_until(Duration::from_secs(1), async || confirmed(&suite).is_some())
        .await;
    let confirmed = confirmed(&suite).unwrap();
    assert_eq!(confirmed.registration_id, person.registration_id);
    assert_eq!(confirmed.confirmed_kind(), ContactKind::Mobile);
    assert_eq!(
        confirmed.draft_version,
        suite.profile.draft(&person.registration_id).version
    );

    let event = Event {
        event_id: suite.request_id(),
        occur_time: Some(Timestamp::default()),
        fact: Some(Fact::ProfileActivated(ProfileActivated {
            registration_id: confirmed.registration_id,
            account_id: confirmed.account_id,
        })),
    };
    for _ in 0..3 {
        profile_tells(&suite, event.clone()).await;
    }
    person.logs_in().await.unwrap();
    let grant = person
        .registrations()
        .confirm_registration(request)
        .await
        .unwrap();
    let grant = grant.into_inner().grant.unwrap();
    assert!(
        suite
            .as_user(&grant.access_token)
            .introspection()
            .await
            .active
    );
    assert_eq!(suite.accounts().await, 1);
}

#[tokio::test]
async fn confirmed_registration_reaches_profile_through_the_outbox_too() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite
        .time_passes_until(Duration::from_secs(1), async || confirmed(&suite).is_some())
        .await;
    let confirmed = confirmed(&suite).unwrap();
    assert_eq!(confirmed.account_id, grant.session.unwrap().account_id);
    let left = "SELECT count(*) FROM identity.outbox_event";
    suite
        .time_passes_until(Duration::from_secs(1), async || {
            suite.number(left).await == 0
        })
        .await;
}

#[tokio::test]
async fn event_about_nobody_is_taken_and_ignored() {
    let suite = Suite::new().await;
    let event = Event {
        event_id: suite.request_id(),
        occur_time: Some(Timestamp::default()),
        fact: Some(Fact::ProfileActivated(ProfileActivated {
            registration_id: "reg_00000000-0000-7000-8000-000000000000".to_owned(),
            account_id: "acc_00000000-0000-7000-8000-000000000000".to_owned(),
        })),
    };
    profile_tells(&suite, event).await;
    assert_eq!(suite.accounts().await, 0);
}

#[tokio::test]
async fn only_profile_tells_that_a_profile_is_there() {
    let suite = Suite::new().await;
    let (mut person, _) = proves_while_profile_is_silent(&suite).await;
    suite.profile.recovers();
    suite
        .time_passes_until(Duration::from_secs(1), async || confirmed(&suite).is_some())
        .await;
    let confirmed = confirmed(&suite).unwrap();
    let event = Event {
        event_id: suite.request_id(),
        occur_time: Some(Timestamp::default()),
        fact: Some(Fact::ProfileActivated(ProfileActivated {
            registration_id: confirmed.registration_id,
            account_id: confirmed.account_id,
        })),
    };
    let refused = tells(&suite, "service/verification", event.clone()).await;
    assert_eq!(refused.reason(), Reason::CallerNotAllowed);
    assert_eq!(person.logs_in().await.reason(), Reason::AccountNotReady);
    profile_tells(&suite, event).await;
    person.logs_in().await.unwrap();
}
