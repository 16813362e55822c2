//! Guessing is limited, and no stranger can lock the owner out.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::CheckLoginRequest;
use kabinet_status::read;
use kabinet_testkit::TestRedis;
use tonic::Status;

use crate::suite::{Person, Refused as _, Suite, wait};

const PATIENCE: usize = 300;

/// Guesses at one login from device after device, until limited.
pub(crate) async fn strangers_guess(suite: &Suite, login: &str) -> (usize, Status) {
    for number in 1..PATIENCE {
        let mut stranger = suite.person("nobody");
        let refused = stranger
            .tries(login, &format!("guess number {number}"))
            .await
            .refusal();
        if read::reason(&refused) != Some(Reason::CredentialsInvalid) {
            return (number, refused);
        }
    }
    panic!("guessing is free");
}

/// Guesses from one device, until limited.
async fn device_guesses(person: &mut Person<'_>, login: &str) -> (usize, Status) {
    for number in 1..PATIENCE {
        let refused = person
            .tries(login, &format!("guess number {number}"))
            .await
            .refusal();
        if read::reason(&refused) != Some(Reason::CredentialsInvalid) {
            return (number, refused);
        }
    }
    panic!("guessing is free");
}

#[tokio::test]
async fn strangers_are_limited_and_the_known_device_still_logs_in() {
    let suite = Suite::new().await;
    let mut owner = suite.person("ivan.petrov");
    owner.registers().await;
    let (_, refused) = strangers_guess(&suite, "ivan.petrov").await;
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    assert!(!wait(&refused).is_zero());
    assert!(read::metadata(&refused, "limit").is_some());

    let mut right = suite.person("nobody");
    right.password.clone_from(&owner.password);
    assert_eq!(
        right.logs_in_as("ivan.petrov").await.reason(),
        Reason::RateLimited
    );
    owner.logs_in().await.unwrap();
    suite.person("olga.popova").registers().await;
}

#[tokio::test]
async fn limit_does_not_tell_whether_the_login_exists() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    let (known, of_known) = strangers_guess(&suite, "ivan.petrov").await;
    let (unknown, of_unknown) = strangers_guess(&suite, "somebody.else").await;
    assert_eq!(known, unknown);
    let limit = |refused| read::metadata(refused, "limit");
    assert_eq!(limit(&of_known), limit(&of_unknown));
    assert_eq!(of_known.message(), of_unknown.message());
}

#[tokio::test]
async fn one_network_is_limited_sooner_than_all_together() {
    let suite = Suite::new().await;
    let mut stranger = suite.person("nobody");
    let (from_one, refused) = device_guesses(&mut stranger, "ivan.petrov").await;
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    let (from_many, _) = strangers_guess(&suite, "olga.popova").await;
    assert!(from_one < from_many, "{from_one} {from_many}");
}

#[tokio::test]
async fn known_device_is_limited_in_its_own_lane() {
    let suite = Suite::new().await;
    let mut owner = suite.person("ivan.petrov");
    owner.registers().await;
    let (_, refused) = device_guesses(&mut owner, "ivan.petrov").await;
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    let mut elsewhere = owner.on_another_device();
    elsewhere.device.device_token.clear();
    elsewhere.logs_in().await.unwrap();
}

#[tokio::test]
async fn changed_password_closes_the_lane_of_every_other_device() {
    const NEW: &str = "a wholly-new.Password of mine";
    let suite = Suite::new().await;
    let mut owner = suite.person("ivan.petrov");
    owner.registers().await;
    let mut elsewhere = owner.on_another_device();
    elsewhere.logs_in().await.unwrap();
    let grant = owner.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.changes_password(&owner.password, NEW).await.unwrap();
    NEW.clone_into(&mut owner.password);
    NEW.clone_into(&mut elsewhere.password);

    strangers_guess(&suite, "ivan.petrov").await;
    assert_eq!(elsewhere.logs_in().await.reason(), Reason::RateLimited);
    owner.logs_in().await.unwrap();
}

#[tokio::test]
async fn invented_device_token_opens_no_lane() {
    let suite = Suite::new().await;
    let mut owner = suite.person("ivan.petrov");
    owner.registers().await;
    let foreign = suite.person("olga.popova").registers().await.device_token;
    strangers_guess(&suite, "ivan.petrov").await;
    let mut stranger = suite.person("nobody");
    stranger.device.device_token = foreign;
    stranger.password.clone_from(&owner.password);
    assert_eq!(
        stranger.logs_in_as("ivan.petrov").await.reason(),
        Reason::RateLimited
    );
}

#[tokio::test]
async fn one_password_at_many_logins_is_limited() {
    let suite = Suite::new().await;
    for number in 1..PATIENCE {
        let mut stranger = suite.person("nobody");
        let login = format!("person.number.{number}");
        let refused = stranger.tries(&login, "Summer2026!").await.refusal();
        if read::reason(&refused) == Some(Reason::RateLimited) {
            return;
        }
    }
    panic!("stuffing is free");
}

#[tokio::test]
async fn right_attempts_cost_nothing() {
    let suite = Suite::new().await;
    let mut owner = suite.person("ivan.petrov");
    owner.registers().await;
    let mut elsewhere = owner.on_another_device();
    for _ in 0..60 {
        elsewhere.device.device_token.clear();
        elsewhere.logs_in().await.unwrap();
    }
}

#[tokio::test]
async fn limited_attempt_is_not_hashed() {
    let suite = Suite::with(&[("IDENTITY_LIMIT_LOGIN_IDENTIFIER_NETWORK", "3")]).await;
    let mut stranger = suite.person("nobody");
    let (attempts, refused) = device_guesses(&mut stranger, "ivan.petrov").await;
    assert_eq!((attempts, suite.hashes()), (4, 3));
    assert_eq!(
        read::metadata(&refused, "limit").as_deref(),
        Some("login.identifier_network")
    );
}

#[tokio::test]
async fn questions_of_forms_and_starts_from_one_network_are_limited() {
    let suite = Suite::with(&[
        ("IDENTITY_LIMIT_CHECK_NETWORK", "1"),
        ("IDENTITY_LIMIT_REGISTRATION_NETWORK", "1"),
    ])
    .await;
    let mut person = suite.person("ivan.petrov");
    let request = CheckLoginRequest {
        login: person.login.clone(),
        client: Some(person.device.clone()),
    };
    person
        .registrations()
        .check_login(request.clone())
        .await
        .unwrap();
    let refused = person.registrations().check_login(request).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    assert_eq!(
        read::metadata(&refused, "limit").as_deref(),
        Some("check.network")
    );
    assert!(!wait(&refused).is_zero());

    person.starts().await.unwrap();
    "olga.popova".clone_into(&mut person.login);
    assert_eq!(person.starts().await.reason(), Reason::RateLimited);
    suite.person("olga.popova").starts().await.unwrap();
}

#[tokio::test]
async fn without_redis_right_logins_go_on_and_guesses_are_limited_sooner() {
    let redis = TestRedis::exclusive().await;
    let mut suite = Suite::beside(redis, &[]).await;
    let (shared, _) = strangers_guess(&suite, "somebody.else").await;
    let registered = {
        let mut owner = suite.person("ivan.petrov");
        owner.registers().await;
        (owner.password, owner.device)
    };
    suite.redis.stop().await;

    let mut owner = suite.person("ivan.petrov");
    (owner.password, owner.device) = registered;
    owner.logs_in().await.unwrap();
    let (local, refused) = strangers_guess(&suite, "ivan.petrov").await;
    assert_eq!(read::reason(&refused), Some(Reason::RateLimited));
    assert!(local < shared, "{local} {shared}");
    owner.logs_in().await.unwrap();
    let mut newcomer = suite.person("olga.popova");
    newcomer.registers().await;
}

#[tokio::test]
async fn starts_that_break_the_rules_are_limited_too() {
    let suite = Suite::with(&[("IDENTITY_LIMIT_REGISTRATION_NETWORK", "2")]).await;
    let mut person = suite.person("ivan.petrov");
    "weak".clone_into(&mut person.password);
    for expected in [
        Reason::PasswordUnacceptable,
        Reason::PasswordUnacceptable,
        Reason::RateLimited,
    ] {
        assert_eq!(person.starts().await.reason(), expected);
    }
}
