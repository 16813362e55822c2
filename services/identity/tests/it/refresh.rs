//! Refresh tokens: each works once, and whoever shares one loses it.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::identity::v1::{RefreshSessionRequest, SecurityEvent, SecurityEventKind};

use crate::suite::{Person, Refused as _, Suite};

const WINDOW: Duration = Duration::from_secs(30);

async fn events(suite: &Suite, person: &mut Person<'_>) -> Vec<SecurityEventKind> {
    let grant = person.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    events.iter().map(SecurityEvent::kind).collect()
}

#[tokio::test]
async fn every_use_gives_new_tokens_of_the_same_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let mut grant = person.registers().await;
    let session_id = grant.session.as_ref().unwrap().session_id.clone();
    let mut seen = HashSet::from([grant.refresh_token.clone()]);
    for _ in 0..5 {
        suite.clock.advance(Duration::from_mins(4));
        grant = person.refreshes(&grant.refresh_token).await.unwrap();
        assert_eq!(grant.session.as_ref().unwrap().session_id, session_id);
        assert!(seen.insert(grant.refresh_token.clone()));
        assert!(
            suite
                .as_user(&grant.access_token)
                .introspection()
                .await
                .active
        );
    }
}

#[tokio::test]
async fn honest_retry_gets_the_same_successor() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let first = person.refreshes(&grant.refresh_token).await.unwrap();
    suite.clock.advance(WINDOW);
    let again = person.refreshes(&grant.refresh_token).await.unwrap();
    assert_eq!(again.refresh_token, first.refresh_token);
    person.refreshes(&again.refresh_token).await.unwrap();
}

#[tokio::test]
async fn retry_without_a_device_token_is_honest_from_the_same_place() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    person.device.device_token.clear();
    let first = person.refreshes(&grant.refresh_token).await.unwrap();
    assert_eq!(first.device_token, "");
    let again = person.refreshes(&grant.refresh_token).await.unwrap();
    assert_eq!(again.refresh_token, first.refresh_token);
}

#[tokio::test]
async fn token_that_comes_again_after_its_successor_was_used_ends_the_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let second = person.refreshes(&grant.refresh_token).await.unwrap();
    let third = person.refreshes(&second.refresh_token).await.unwrap();
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);

    let refused = person.refreshes(&third.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    assert!(
        !suite
            .as_user(&third.access_token)
            .introspection()
            .await
            .active
    );
    assert_eq!(
        suite.as_user(&third.access_token).sessions().await.reason(),
        Reason::TokenInvalid
    );
    let events = events(&suite, &mut person).await;
    assert_eq!(
        events,
        [
            SecurityEventKind::LoginSucceeded,
            SecurityEventKind::RefreshTokenReused,
            SecurityEventKind::LoginSucceeded,
            SecurityEventKind::AccountCreated,
        ]
    );
}

#[tokio::test]
async fn retry_of_another_device_ends_the_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let next = person.refreshes(&grant.refresh_token).await.unwrap();
    let mut thief = person.on_another_device();
    thief.device.device_token.clear();
    let refused = thief.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    let refused = person.refreshes(&next.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    assert!(
        events(&suite, &mut person)
            .await
            .contains(&SecurityEventKind::RefreshTokenReused)
    );
}

#[tokio::test]
async fn known_device_may_retry_from_another_network() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let first = person.refreshes(&grant.refresh_token).await.unwrap();
    let mut moved = person.on_another_device();
    moved
        .device
        .device_token
        .clone_from(&person.device.device_token);
    let again = moved.refreshes(&grant.refresh_token).await.unwrap();
    assert_eq!(again.refresh_token, first.refresh_token);
}

#[tokio::test]
async fn late_retry_ends_the_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let next = person.refreshes(&grant.refresh_token).await.unwrap();
    suite.clock.advance(WINDOW + Duration::from_secs(1));
    for token in [&grant.refresh_token, &next.refresh_token] {
        assert_eq!(
            person.refreshes(token).await.reason(),
            Reason::RefreshTokenInvalid
        );
    }
}

#[tokio::test]
async fn end_of_one_session_leaves_the_others() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let stolen = person.registers().await;
    let other = person.logs_in().await.unwrap();
    person.refreshes(&stolen.refresh_token).await.unwrap();
    suite.clock.advance(WINDOW * 2);
    person.refreshes(&stolen.refresh_token).await.refusal();
    person.refreshes(&other.refresh_token).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_parallel_uses_give_one_successor() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let uses = (0..20).map(|_| person.refreshes(&grant.refresh_token));
    let successors: HashSet<_> = join_all(uses)
        .await
        .into_iter()
        .map(|grant| grant.unwrap().refresh_token)
        .collect();
    assert_eq!(successors.len(), 1);
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.refresh_token")
            .await,
        2
    );
    person
        .refreshes(successors.iter().next().unwrap())
        .await
        .unwrap();
}

#[tokio::test]
async fn unknown_and_mangled_tokens_are_refused_alike() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let mut mangled = grant.refresh_token.clone();
    mangled.replace_range(8..9, if &mangled[8..9] == "A" { "B" } else { "A" });
    for token in ["krt_", "nonsense", &mangled, &grant.device_token] {
        assert_eq!(
            person.refreshes(token).await.reason(),
            Reason::RefreshTokenInvalid
        );
    }
    person.refreshes(&grant.refresh_token).await.unwrap();
}

#[tokio::test]
async fn token_shown_by_another_front_end_is_none() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let request = RefreshSessionRequest {
        refresh_token: grant.refresh_token.clone(),
        client: Some(person.device.clone()),
    };
    let mut kiosk = SessionServiceClient::new(suite.called_by("gateway/kiosk"));
    assert_eq!(
        kiosk.refresh_session(request).await.reason(),
        Reason::RefreshTokenInvalid
    );
    person.refreshes(&grant.refresh_token).await.unwrap();
}

#[tokio::test]
async fn used_token_that_comes_back_after_its_own_end_ends_the_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    // Each token lives for thirty days unless it is used, and the session for ninety.
    let mut latest = grant.refresh_token.clone();
    for _ in 0..3 {
        suite.time_passes(Duration::from_hours(20 * 24)).await;
        latest = person.refreshes(&latest).await.unwrap().refresh_token;
    }
    for token in [&grant.refresh_token, &latest] {
        let refused = person.refreshes(token).await.reason();
        assert_eq!(refused, Reason::RefreshTokenInvalid);
    }
    let events = events(&suite, &mut person).await;
    assert_eq!(events[1], SecurityEventKind::RefreshTokenReused);
}

#[tokio::test]
async fn unused_token_that_comes_after_its_end_is_only_refused() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite.time_passes(Duration::from_hours(31 * 24)).await;
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    let events = events(&suite, &mut person).await;
    assert!(!events.contains(&SecurityEventKind::RefreshTokenReused));
}
