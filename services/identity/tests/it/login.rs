//! What a person may log in with.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;

use crate::suite::{FakeCodes, Refused as _, Stage, Suite};

#[tokio::test]
async fn login_name_and_confirmed_mobile_log_in_in_any_spelling() {
    let suite = Suite::new().await;
    let mut person = suite.person("Ivan.Petrov");
    let account_id = person.registers().await.session.unwrap().account_id;
    let mobile = person.mobile.clone();
    let (code, rest) = mobile.split_at(2);
    let spaced = format!("{code} ({}) {}", &rest[..3], &rest[3..]);
    for identifier in [
        "Ivan.Petrov",
        "ivan.petrov",
        " IVAN.PETROV ",
        &mobile,
        &spaced,
    ] {
        let grant = person.logs_in_as(identifier).await;
        let grant = grant.unwrap_or_else(|refused| panic!("{identifier}: {refused}"));
        assert_eq!(
            grant.session.unwrap().account_id,
            account_id,
            "{identifier}"
        );
    }
}

#[tokio::test]
async fn unconfirmed_contact_logs_nobody_in() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let email = person.email.clone();
    assert_eq!(
        person.logs_in_as(&email).await.reason(),
        Reason::CredentialsInvalid
    );
}

#[tokio::test]
async fn account_or_phone_shaped_login_leads_to_nobody() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    for identifier in [
        "77012345678",
        "acc_00000000-0000-7000-8000-000000000000",
        "@",
        " ",
    ] {
        let refused = person.logs_in_as(identifier).await.reason();
        assert_eq!(refused, Reason::CredentialsInvalid, "{identifier}");
    }
}

#[tokio::test]
async fn second_account_with_the_same_confirmed_mobile_does_not_take_the_login_over() {
    let suite = Suite::new().await;
    let mut first = suite.person("ivan.petrov");
    let owner = first.registers().await.session.unwrap().account_id;
    let mut second = suite.person("olga.popova");
    second.mobile.clone_from(&first.mobile);
    second.registers().await;

    let mobile = first.mobile.clone();
    assert_eq!(
        first
            .logs_in_as(&mobile)
            .await
            .unwrap()
            .session
            .unwrap()
            .account_id,
        owner
    );
    assert_eq!(
        second.logs_in_as(&mobile).await.reason(),
        Reason::CredentialsInvalid
    );
    second.logs_in().await.unwrap();
}

#[tokio::test]
async fn contact_of_an_unconfirmed_registration_blocks_nobody() {
    let suite = Suite::new().await;
    let mut squatter = suite.person("olga.popova");
    let mut person = suite.person("ivan.petrov");
    squatter.mobile.clone_from(&person.mobile);
    squatter.email.clone_from(&person.email);
    squatter.registers_until(Stage::Code).await;
    person.registers_until(Stage::Confirmation).await;
    person.asks_for_a_code(Channel::Email).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    let email = person.email.clone();
    person.logs_in_as(&email).await.unwrap();
}

#[tokio::test]
async fn composed_and_decomposed_spellings_are_one_password() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    "синий-йод.и трамвай 7".clone_into(&mut person.password);
    person.registers().await;
    let login = person.login.clone();
    person
        .tries(&login, "синии\u{306}-и\u{306}од.и трамваи\u{306} 7")
        .await
        .unwrap();
    let refused = person.tries(&login, "СИНИЙ-йод.и трамвай 7").await.reason();
    assert_eq!(refused, Reason::CredentialsInvalid);
}

#[tokio::test]
async fn known_device_keeps_its_token_and_a_new_one_gets_its_own() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let first = person.registers().await.device_token;
    assert_eq!(person.logs_in().await.unwrap().device_token, first);
    let mut elsewhere = person.on_another_device();
    elsewhere.device.device_token.clear();
    assert_ne!(elsewhere.logs_in().await.unwrap().device_token, first);
}
