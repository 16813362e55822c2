use std::sync::Arc;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{RegistrationStage, RegistrationState};
use kabinet_status::read;
use tonic::Code;

use crate::journey::{assert_refused, start_request};
use crate::world::{World, gateway};

#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_simultaneous_starts_exactly_one_gets_the_login() {
    let world = Arc::new(World::new().await);
    let spellings = [
        "ivan.petrov",
        "Ivan.Petrov",
        "IVAN.PETROV",
        "ｉｖａｎ.petrov",
        "ivan.petr0v",
    ];
    let starts = (0..50).map(|number| {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            let request = start_request(world.request_id(), spellings[number % spellings.len()]);
            world
                .registrations()
                .start_registration(gateway(request))
                .await
        })
    });
    let answers = join_all(starts).await;
    let refused = answers
        .into_iter()
        .filter_map(|answer| answer.unwrap().err());
    let refused: Vec<_> = refused.map(|status| read::reason(&status)).collect();
    assert_eq!(refused, [Some(Reason::LoginTaken); 49]);
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.registration")
            .await,
        1
    );
}

#[tokio::test]
async fn start_reserves_the_login_and_asks_for_the_personal_data() {
    let world = World::new().await;
    let request = start_request(world.request_id(), "ivan");
    let answer = world
        .registrations()
        .start_registration(gateway(request))
        .await
        .unwrap();
    let registration = answer.into_inner().registration.unwrap();
    assert_eq!(registration.state(), RegistrationState::Open);
    assert_eq!(registration.due_stage(), RegistrationStage::PersonalData);
    let lifetime =
        registration.expire_time.unwrap().seconds - registration.create_time.unwrap().seconds;
    assert_eq!(lifetime, 24 * 60 * 60);
}

#[tokio::test]
async fn login_of_an_account_is_taken() {
    let world = World::new().await;
    world.register("ivan").await;
    let request = start_request(world.request_id(), "Ivan");
    let answer = world
        .registrations()
        .start_registration(gateway(request))
        .await;
    assert_refused(answer, Code::AlreadyExists, Reason::LoginTaken);
}

#[tokio::test]
async fn login_is_free_again_once_the_reservation_has_run_out() {
    let world = World::new().await;
    world.start("ivan").await;
    world.clock.advance(std::time::Duration::from_hours(24));
    world.start("ivan").await;
}

#[tokio::test]
async fn every_fault_is_told_at_once() {
    let world = World::new().await;
    let mut request = start_request(world.request_id(), "9000000001");
    request.password = "short".to_owned();
    request.password_confirmation = "other".to_owned();
    request.terms.pop();
    let answer = world
        .registrations()
        .start_registration(gateway(request))
        .await;
    let status = assert_refused(answer, Code::InvalidArgument, Reason::LoginUnacceptable);
    let violations = read::field_violations(&status);
    let violations: Vec<_> = violations
        .iter()
        .map(|fault| (fault.field.as_str(), fault.reason.as_str()))
        .collect();
    assert_eq!(
        violations,
        [
            ("login", "LOGIN_START"),
            ("login", "LOGIN_LIKE_PHONE"),
            ("login", "LOGIN_LIKE_ACCOUNT_NUMBER"),
            ("password", "PASSWORD_TOO_SHORT"),
            ("password", "PASSWORD_WEAK"),
            ("password_confirmation", "PASSWORDS_DIFFER"),
            ("terms", "TERMS_OUTDATED"),
        ]
    );
}

#[tokio::test]
async fn each_fault_has_its_reason() {
    let world = World::new().await;
    let refusal = async |change: fn(&mut kabinet_proto::identity::v1::StartRegistrationRequest)| {
        let mut request = start_request(world.request_id(), "ivan");
        change(&mut request);
        let answer = world
            .registrations()
            .start_registration(gateway(request))
            .await;
        read::reason(&answer.unwrap_err())
    };
    let differ = refusal(|request| request.password_confirmation.push('x')).await;
    assert_eq!(differ, Some(Reason::PasswordsDiffer));
    let outdated = refusal(|request| request.terms[0].version = "2025-01".to_owned()).await;
    assert_eq!(outdated, Some(Reason::TermsOutdated));
    let weak = refusal(|request| {
        request.password = "password1".to_owned();
        request.password_confirmation = "password1".to_owned();
    });
    assert_eq!(weak.await, Some(Reason::PasswordUnacceptable));
}

#[tokio::test]
async fn repeat_gets_the_same_answer_and_another_body_is_refused() {
    let world = World::new().await;
    let request = start_request(world.request_id(), "ivan");
    let start = async |request| {
        world
            .registrations()
            .start_registration(gateway(request))
            .await
    };
    let first = start(request.clone()).await.unwrap().into_inner();
    let again = start(request.clone()).await.unwrap().into_inner();
    assert!(first == again);
    let mut other = request;
    other.login = "anna".to_owned();
    assert_refused(start(other).await, Code::Aborted, Reason::RequestIdReused);
}

#[tokio::test(flavor = "multi_thread")]
async fn simultaneous_repeats_get_the_same_answer() {
    let world = Arc::new(World::new().await);
    let request = start_request(world.request_id(), "ivan");
    let starts = (0..8).map(|_| {
        let (world, request) = (Arc::clone(&world), request.clone());
        tokio::spawn(async move {
            world
                .registrations()
                .start_registration(gateway(request))
                .await
                .map(|answer| answer.into_inner().resume_token)
        })
    });
    let answers = join_all(starts).await;
    let tokens: Vec<_> = answers
        .into_iter()
        .filter_map(|answer| answer.unwrap().ok())
        .collect();
    assert!(!tokens.is_empty());
    assert!(tokens.iter().all(|token| *token == tokens[0]));
    assert_eq!(
        world
            .count("SELECT count(*) FROM identity.registration")
            .await,
        1
    );
}
