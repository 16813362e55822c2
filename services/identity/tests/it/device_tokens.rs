//! A token makes a device known to the account that it was issued for, and to no other: whoever plants
//! one in somebody's browser stays a stranger.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1 as pb;
use kabinet_seal::token::SecretToken;

use crate::notices::new_logins;
use crate::replay::repeats;
use crate::suite::{FakeCodes, Person, Refused as _, Stage, Suite};
use crate::throttle::strangers_guess;

const LOGIN: &str = "ivan.petrov";

/// Makes up a token of the right shape, as anybody can.
fn made_up(suite: &Suite) -> String {
    SecretToken::generate("kdt", &suite.env).expose()
}

/// The same person at another device, which has the token.
fn at_a_device_with<'a>(person: &Person<'a>, token: &str) -> Person<'a> {
    let mut elsewhere = person.on_another_device();
    token.clone_into(&mut elsewhere.device.device_token);
    elsewhere
}

/// Demands that whoever has the token is a stranger, at a recovery and at the login, though they know
/// the password.
async fn is_a_strangers(suite: &Suite, owner: &Person<'_>, token: &str) {
    let mut stranger = at_a_device_with(owner, token);
    stranger.recovers(LOGIN).await.unwrap();
    let started = suite.codes.starts().pop().unwrap();
    assert!(started.binding.unwrap().subject.ends_with("/STRANGER"));
    strangers_guess(suite, LOGIN).await;
    assert_eq!(stranger.logs_in().await.reason(), Reason::RateLimited);
}

/// Lets the owner log in where the token was planted.
async fn planted_token_stays_a_strangers(suite: &Suite, owner: &Person<'_>, planted: &str) {
    let mut elsewhere = at_a_device_with(owner, planted);
    let issued = elsewhere.logs_in().await.unwrap().device_token;
    assert!(!issued.is_empty() && issued != planted);
    assert_eq!(elsewhere.logs_in().await.unwrap().device_token, issued);
    assert_eq!(new_logins(suite).await, 1);
    at_a_device_with(owner, planted).logs_in().await.unwrap();
    assert_eq!(new_logins(suite).await, 2);

    is_a_strangers(suite, owner, planted).await;
    elsewhere.logs_in().await.unwrap();
}

#[tokio::test]
async fn made_up_token_is_not_known_after_a_login_with_it() {
    let suite = Suite::new().await;
    let mut owner = suite.person(LOGIN);
    owner.registers().await;
    planted_token_stays_a_strangers(&suite, &owner, &made_up(&suite)).await;
}

#[tokio::test]
async fn token_of_another_account_is_not_known_after_a_login_with_it() {
    let suite = Suite::new().await;
    let mut owner = suite.person(LOGIN);
    owner.registers().await;
    let foreign = suite.person("olga.popova").registers().await.device_token;
    planted_token_stays_a_strangers(&suite, &owner, &foreign).await;
}

#[tokio::test]
async fn planted_token_is_not_known_after_a_registration_with_it() {
    let suite = Suite::new().await;
    let mut person = suite.person(LOGIN);
    let planted = made_up(&suite);
    person.device.device_token.clone_from(&planted);
    person.registers_until(Stage::Code).await;
    let request = person.confirm_request(FakeCodes::CODE);
    let other = |request: &mut pb::ConfirmRegistrationRequest| request.code.push('0');
    let answer = repeats(&suite, request, other, async |request| {
        person.registrations().confirm_registration(request).await
    });
    let issued = answer.await.grant.unwrap().device_token;
    assert!(!issued.is_empty() && issued != planted);

    is_a_strangers(&suite, &person, &planted).await;
    let mut owner = at_a_device_with(&person, &issued);
    owner.logs_in().await.unwrap();
}

#[tokio::test]
async fn repeat_of_a_login_with_an_unknown_token_gets_the_same_new_one() {
    let suite = Suite::new().await;
    let mut owner = suite.person(LOGIN);
    owner.registers().await;
    let elsewhere = at_a_device_with(&owner, &made_up(&suite));
    let request = elsewhere.login_request(LOGIN, &owner.password);
    let other = |request: &mut pb::LoginRequest| request.identifier.push('!');
    let answer = repeats(&suite, request, other, async |request| {
        elsewhere.sessions().login(request).await
    });
    let issued = answer.await.grant.unwrap().device_token;
    let mut known = at_a_device_with(&owner, &issued);
    assert_eq!(known.logs_in().await.unwrap().device_token, issued);
    assert_eq!(new_logins(&suite).await, 1);
}

#[tokio::test]
async fn device_that_is_in_use_stays_known_whoever_else_logs_in() {
    let suite = Suite::new().await;
    let mut owner = suite.person(LOGIN);
    let grant = owner.registers().await;
    let idle = owner.on_another_device().logs_in().await.unwrap();
    // With the next ones there are as many as an account keeps, and two more.
    for number in 0..32 {
        suite.clock.advance(Duration::from_mins(1));
        if number == 16 {
            owner.refreshes(&grant.refresh_token).await.unwrap();
        }
        owner.on_another_device().logs_in().await.unwrap();
    }
    let mut at_phone = at_a_device_with(&owner, &grant.device_token);
    let phone = at_phone.logs_in().await.unwrap();
    assert_eq!(phone.device_token, grant.device_token, "it is known");
    let mut at_idle = at_a_device_with(&owner, &idle.device_token);
    let renewed = at_idle.logs_in().await.unwrap();
    assert_ne!(renewed.device_token, idle.device_token, "it made room");
    let devices = suite
        .number("SELECT count(*) FROM identity.known_device")
        .await;
    assert_eq!(devices, 32);
}
