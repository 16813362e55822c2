use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{DeliverEventRequest, RegistrationState};
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::{Channel, Event, ProfileActivated};
use kabinet_status::{Refusal, read};
use tonic::{Code, Request};

use crate::fakes::CODE;
use crate::journey::{EMAIL, MOBILE, PASSWORD, assert_refused};
use crate::world::World;

const ACCOUNTS: &str = "SELECT count(*) FROM identity.account";
const SESSIONS: &str = "SELECT count(*) FROM identity.session";

#[tokio::test]
async fn right_code_makes_an_active_account_and_a_session() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let grant = world
        .confirm(world.confirm_request(&started, CODE))
        .await
        .unwrap();
    assert!(world.is_live(&grant.access_token).await);
    let session = grant.session.unwrap();
    assert_eq!(session.authentication_methods, ["pwd", "otp"]);
    assert_eq!(session.network_prefix, "192.0.2.0/24");
    assert!(session.current);
    let registration = world.registration(&started).await.unwrap();
    assert_eq!(registration.state(), RegistrationState::Confirmed);
    world
        .profile
        .wait_for_event(|event| {
            matches!(&event.fact,
        Some(Fact::RegistrationConfirmed(fact)) if fact.account_id == session.account_id)
        })
        .await;
}

#[tokio::test]
async fn only_the_contact_that_was_confirmed_logs_in() {
    let world = World::new().await;
    let started = world.start("ivan").await;
    world.submit_personal_data(&started).await.unwrap();
    world.submit_contacts(&started).await.unwrap();
    world.send(&started, Channel::Email).await.unwrap();
    world
        .confirm(world.confirm_request(&started, CODE))
        .await
        .unwrap();
    world.login(EMAIL, PASSWORD).await.unwrap();
    world.login("ivan", PASSWORD).await.unwrap();
    let answer = world.login(MOBILE, PASSWORD).await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);
}

#[tokio::test]
async fn wrong_code_is_refused_with_the_attempts_that_are_left() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let answer = world
        .confirm(world.confirm_request(&started, "000000"))
        .await;
    let status = assert_refused(answer, Code::InvalidArgument, Reason::CodeWrong);
    assert_eq!(
        read::metadata(&status, "attempts_left").as_deref(),
        Some("4")
    );
    assert_eq!(world.count(ACCOUNTS).await, 0);
}

#[tokio::test]
async fn repeat_gets_the_same_session() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let request = world.confirm_request(&started, CODE);
    let first = world.confirm(request.clone()).await.unwrap();
    world.clock.advance(Duration::from_secs(5));
    assert!(world.confirm(request.clone()).await.unwrap() == first);
    assert_eq!(world.count(SESSIONS).await, 1);

    let mut other = request;
    other.code = "000000".to_owned();
    assert_refused(
        world.confirm(other).await,
        Code::Aborted,
        Reason::RequestIdReused,
    );
    let answer = world.confirm(world.confirm_request(&started, CODE)).await;
    let status = assert_refused(answer, Code::FailedPrecondition, Reason::RegistrationEnded);
    assert_eq!(
        read::metadata(&status, "state").as_deref(),
        Some("CONFIRMED")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_confirmations_make_one_account_and_one_session() {
    let world = Arc::new(World::new().await);
    let started = world.until_code("ivan").await;
    let request = world.confirm_request(&started, CODE);
    let confirmations = (0..8).map(|_| {
        let (world, request) = (Arc::clone(&world), request.clone());
        tokio::spawn(async move { world.confirm(request).await })
    });
    let grants = join_all(confirmations).await;
    let grants: Vec<_> = grants
        .into_iter()
        .map(|grant| grant.unwrap().unwrap())
        .collect();
    assert!(
        grants
            .iter()
            .all(|grant| grant.refresh_token == grants[0].refresh_token)
    );
    assert_eq!(
        (world.count(ACCOUNTS).await, world.count(SESSIONS).await),
        (1, 1)
    );
}

#[tokio::test]
async fn account_waits_for_its_profile_and_the_repeat_finishes_it() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let request = world.confirm_request(&started, CODE);
    world
        .profile
        .refuse(Refusal::unavailable(Duration::from_secs(1)));
    let answer = world.confirm(request.clone()).await;
    let status = assert_refused(answer, Code::Unavailable, Reason::TemporarilyUnavailable);
    assert!(read::retry_after(&status).is_some());
    let answer = world.login("ivan", PASSWORD).await;
    assert_refused(answer, Code::FailedPrecondition, Reason::AccountNotReady);
    let answer = world.login("ivan", "another password").await;
    assert_refused(answer, Code::Unauthenticated, Reason::CredentialsInvalid);

    world.profile.refuse(None);
    let grant = world.confirm(request.clone()).await.unwrap();
    assert!(world.is_live(&grant.access_token).await);
    assert_eq!(world.profile.activations(), 1);
    assert!(world.confirm(request).await.unwrap() == grant);
}

#[tokio::test]
async fn event_of_profile_finishes_the_account_without_a_repeat() {
    let world = World::new().await;
    let started = world.until_code("ivan").await;
    let request = world.confirm_request(&started, CODE);
    world
        .profile
        .refuse(Refusal::unavailable(Duration::from_secs(1)));
    world.confirm(request.clone()).await.unwrap_err();
    let event = world
        .profile
        .wait_for_event(|event| matches!(event.fact, Some(Fact::RegistrationConfirmed(_))));
    let Some(Fact::RegistrationConfirmed(fact)) = event.await.fact else {
        unreachable!("the event was waited for");
    };
    let activated = Event {
        event_id: world.request_id(),
        occur_time: fact.confirm_time,
        fact: Some(Fact::ProfileActivated(ProfileActivated {
            registration_id: fact.registration_id,
            account_id: fact.account_id,
        })),
    };
    for _ in 0..2 {
        let mut delivery = Request::new(DeliverEventRequest {
            event: Some(activated.clone()),
        });
        delivery
            .metadata_mut()
            .insert("kabinet-caller", "service/profile".parse().unwrap());
        world.sink().deliver_event(delivery).await.unwrap();
    }
    world.login("ivan", PASSWORD).await.unwrap();
    let grant = world.confirm(request).await.unwrap();
    assert!(world.is_live(&grant.access_token).await);
    assert_eq!(world.count(ACCOUNTS).await, 1);
}

#[tokio::test]
async fn confirmed_registration_keeps_no_secret() {
    let world = World::new().await;
    world.register("ivan").await;
    let kept = "SELECT count(*) FROM identity.registration
        WHERE login IS NOT NULL OR password_record IS NOT NULL OR mobile_index IS NOT NULL
           OR verification IS NOT NULL";
    assert_eq!(world.count(kept).await, 0);
}
