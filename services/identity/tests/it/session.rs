//! Sessions: how long they live, who sees them, who ends them.

use std::time::Duration;

use kabinet_access::PublicKeys;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{GetSigningKeysRequest, IntrospectResponse, Session};
use kabinet_seal::KeyId;

use crate::suite::{Person, Refused as _, Suite};

const SETTINGS: [(&str, &str); 2] = [
    ("IDENTITY_SESSION_IDLE_SECONDS", "3600"),
    ("IDENTITY_SESSION_ABSOLUTE_SECONDS", "7200"),
];
const MINUTE: Duration = Duration::from_mins(1);

fn ids(sessions: &[Session]) -> Vec<&str> {
    sessions
        .iter()
        .map(|session| session.session_id.as_str())
        .collect()
}

/// Logs in from device after device and returns the access tokens.
async fn logs_in_times(suite: &Suite, person: &mut Person<'_>, times: u32) -> Vec<String> {
    let mut tokens = Vec::new();
    for _ in 0..times {
        suite.clock.advance(MINUTE);
        tokens.push(person.logs_in().await.unwrap().access_token);
    }
    tokens
}

#[tokio::test]
async fn unused_session_ends() {
    let suite = Suite::with(&SETTINGS).await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite.clock.advance(59 * MINUTE);
    let grant = person.refreshes(&grant.refresh_token).await.unwrap();
    suite.clock.advance(60 * MINUTE);
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    let token = person.logs_in().await.unwrap().access_token;
    assert_eq!(suite.as_user(&token).sessions().await.unwrap().len(), 1);
}

#[tokio::test]
async fn used_session_ends_too() {
    let suite = Suite::with(&SETTINGS).await;
    let mut person = suite.person("ivan.petrov");
    let mut grant = person.registers().await;
    for _ in 0..3 {
        suite.clock.advance(30 * MINUTE);
        grant = person.refreshes(&grant.refresh_token).await.unwrap();
    }
    let (end, idle_end) = (
        grant.session.unwrap().expire_time,
        grant.refresh_token_expire_time,
    );
    assert_eq!(idle_end, end);
    suite.clock.advance(30 * MINUTE);
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
}

#[tokio::test]
async fn no_access_token_outlives_its_session() {
    let suite = Suite::with(&SETTINGS).await;
    let mut person = suite.person("ivan.petrov");
    let mut grant = person.registers().await;
    for _ in 0..2 {
        suite.clock.advance(59 * MINUTE);
        grant = person.refreshes(&grant.refresh_token).await.unwrap();
    }
    let end = grant.session.unwrap().expire_time;
    assert_eq!(grant.access_token_expire_time, end);
    let user = suite.as_user(&grant.access_token);
    let renewed = user.renews_authentication(&person.password).await.unwrap();
    assert_eq!(renewed.access_token_expire_time, end);
}

#[tokio::test]
async fn access_token_ends_by_itself() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    let user = suite.as_user(&grant.access_token);
    user.sessions().await.unwrap();
    suite.clock.advance(6 * MINUTE);
    assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(user.introspection().await, IntrospectResponse::default());
}

#[tokio::test]
async fn own_live_sessions_are_listed_the_newest_first_in_pages() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    suite.person("olga.popova").registers().await;
    let tokens = logs_in_times(&suite, &mut person, 4).await;
    let user = suite.as_user(tokens.last().unwrap());
    let all = user.sessions().await.unwrap();
    assert_eq!(all.len(), 5);
    assert!(all.is_sorted_by_key(|session| {
        std::cmp::Reverse(session.create_time.map(|time| time.seconds))
    }));
    let current: Vec<bool> = all.iter().map(|session| session.current).collect();
    assert_eq!(current, [true, false, false, false, false]);
    assert_eq!(all[0].user_agent, person.device.user_agent);
    assert!(all[0].network_prefix.ends_with(".0/24"));
    assert_eq!(all[0].authentication_methods, ["pwd"]);
    assert_eq!(all[4].authentication_methods, ["pwd", "otp"]);

    let mut paged = Vec::new();
    let mut page_token = String::new();
    for size in [2, 2, 1] {
        let page = user.page_of_sessions(2, &page_token).await.unwrap();
        assert_eq!(page.sessions.len(), size);
        paged.extend(page.sessions);
        page_token = page.next_page_token;
    }
    assert_eq!((ids(&paged), page_token.as_str()), (ids(&all), ""));
}

#[tokio::test]
async fn page_token_of_another_list_or_person_is_refused() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let token = logs_in_times(&suite, &mut person, 2).await.pop().unwrap();
    let user = suite.as_user(&token);
    let of_sessions = user.page_of_sessions(1, "").await.unwrap().next_page_token;
    let other = suite.person("olga.popova").registers().await;
    let other = suite.as_user(&other.access_token);
    assert_eq!(
        user.page_of_events(1, &of_sessions).await.reason(),
        Reason::PageTokenInvalid
    );
    assert_eq!(
        other.page_of_sessions(1, &of_sessions).await.reason(),
        Reason::PageTokenInvalid
    );
    assert_eq!(
        user.page_of_sessions(1, "nonsense").await.reason(),
        Reason::PageTokenInvalid
    );
}

#[tokio::test]
async fn revoked_session_is_refused_at_once() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let lost = person.registers().await;
    let (lost_user, lost_id) = (
        suite.as_user(&lost.access_token),
        lost.session.unwrap().session_id,
    );
    lost_user.sessions().await.unwrap();
    let own = person.logs_in().await.unwrap();
    let user = suite.as_user(&own.access_token);
    user.revokes(&lost_id).await.unwrap();

    assert_eq!(lost_user.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(
        lost_user.introspection().await,
        IntrospectResponse::default()
    );
    let refused = person.refreshes(&lost.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    assert_eq!(user.sessions().await.unwrap().len(), 1);
    assert_eq!(
        user.revokes(&lost_id).await.reason(),
        Reason::SessionNotFound
    );
}

#[tokio::test]
async fn session_of_another_account_is_not_found() {
    let suite = Suite::new().await;
    let own = suite.person("ivan.petrov").registers().await;
    let foreign = suite.person("olga.popova").registers().await;
    let user = suite.as_user(&own.access_token);
    for session_id in [
        foreign.session.unwrap().session_id.as_str(),
        "ses_00000000-0000-7000-8000-000000000000",
        "ses_nonsense",
    ] {
        assert_eq!(
            user.revokes(session_id).await.reason(),
            Reason::SessionNotFound
        );
    }
    suite
        .as_user(&foreign.access_token)
        .sessions()
        .await
        .unwrap();
}

#[tokio::test]
async fn every_session_ends_at_once() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let first = person.registers().await;
    let second = person.logs_in().await.unwrap();
    let other = suite.person("olga.popova").registers().await;
    for grant in [&first, &second, &other] {
        suite.as_user(&grant.access_token).sessions().await.unwrap();
    }
    assert_eq!(
        suite
            .as_user(&second.access_token)
            .revokes_all()
            .await
            .unwrap(),
        2
    );
    for grant in [&first, &second] {
        let user = suite.as_user(&grant.access_token);
        assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
        assert!(!user.introspection().await.active);
        let refused = person.refreshes(&grant.refresh_token).await.reason();
        assert_eq!(refused, Reason::RefreshTokenInvalid);
    }
    suite.as_user(&other.access_token).sessions().await.unwrap();
}

#[tokio::test]
async fn introspection_tells_whose_token_it_is() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    let user = suite.as_user(&grant.access_token);
    let session = grant.session.unwrap();
    let told = user.introspection().await;
    assert!(told.active);
    assert_eq!(
        (told.account_id, told.session_id),
        (session.account_id, session.session_id)
    );
    assert_eq!(told.authentication_time, session.authentication_time);
    assert_eq!(told.expire_time, grant.access_token_expire_time);
    let nonsense = suite.as_user("nonsense").introspection().await;
    assert_eq!(nonsense, IntrospectResponse::default());
}

#[tokio::test]
async fn tokens_are_verified_with_the_published_keys() {
    let suite = Suite::new().await;
    let grant = suite.person("ivan.petrov").registers().await;
    let mut client = suite.as_user(&grant.access_token).client();
    let answer = client
        .get_signing_keys(GetSigningKeysRequest {})
        .await
        .unwrap()
        .into_inner();
    let keys = answer.keys.into_iter();
    let keys: PublicKeys = keys
        .map(|key| {
            let kid: KeyId = key.key_id.parse().unwrap();
            (kid, key.public_key.as_slice().try_into().unwrap())
        })
        .collect();
    let claims = kabinet_access::jwt::verify(
        &grant.access_token,
        &keys,
        suite.env.now(),
        &answer.issuer,
        kabinet_access::AUDIENCE,
    );
    let claims = claims.unwrap();
    assert_eq!(claims.sid.to_string(), grant.session.unwrap().session_id);
    assert_eq!(
        (claims.client_id.as_str(), claims.epoch),
        ("gateway/web", 1)
    );
    assert_eq!(claims.amr, ["pwd", "otp"]);
}

#[tokio::test]
async fn session_of_a_locked_account_is_refused() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    suite.locks(&grant.session.unwrap().account_id).await;
    assert!(
        !suite
            .as_user(&grant.access_token)
            .introspection()
            .await
            .active
    );
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
}

#[tokio::test]
async fn tokens_of_an_earlier_credential_epoch_are_void() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let raise = "UPDATE identity.account SET credential_epoch = credential_epoch + 1";
    assert_eq!(suite.sql(raise).await, 1);
    let user = suite.as_user(&grant.access_token);
    assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
    assert!(!user.introspection().await.active);
    let refused = person.refreshes(&grant.refresh_token).await.reason();
    assert_eq!(refused, Reason::RefreshTokenInvalid);
    let token = person.logs_in().await.unwrap().access_token;
    assert_eq!(suite.as_user(&token).sessions().await.unwrap().len(), 1);
}
