//! Proofs that are not good enough for an account.

use kabinet_proto::types::v1::Channel;

use crate::suite::{FakeCodes, Forgery, Refused as _, Stage, Suite};

async fn makes_no_account(forgery: Forgery) {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    suite.codes.forges(forgery);
    person.types_the_code(FakeCodes::CODE).await.refusal();
    assert_eq!(suite.accounts().await, 0, "{forgery:?}");
    assert!(suite.profile.activations().is_empty(), "{forgery:?}");

    suite.codes.recovers();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    assert_eq!(suite.accounts().await, 1, "{forgery:?}");
}

#[tokio::test]
async fn proof_for_another_service_makes_no_account() {
    makes_no_account(Forgery::OtherAudience).await;
}

#[tokio::test]
async fn proof_for_another_purpose_makes_no_account() {
    makes_no_account(Forgery::OtherPurpose).await;
}

#[tokio::test]
async fn proof_about_another_registration_makes_no_account() {
    makes_no_account(Forgery::OtherSubject).await;
}

#[tokio::test]
async fn proof_of_other_data_makes_no_account() {
    makes_no_account(Forgery::OtherDigest).await;
}

#[tokio::test]
async fn expired_proof_makes_no_account() {
    makes_no_account(Forgery::Expired).await;
}

#[tokio::test]
async fn proof_of_an_unknown_key_makes_no_account() {
    makes_no_account(Forgery::OtherKey).await;
}

#[tokio::test]
async fn used_proof_makes_no_second_account() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    let used = suite.codes.ids()[0];
    let mut second = suite.person("olga.popova");
    second.registers_until(Stage::Code).await;
    suite.codes.forges(Forgery::Used(used));
    second.types_the_code(FakeCodes::CODE).await.refusal();
    assert_eq!(suite.accounts().await, 1);

    suite.codes.recovers();
    suite.clock.advance(FakeCodes::PAUSE);
    second.asks_for_a_code(Channel::Sms).await.unwrap();
    second.types_the_code(FakeCodes::CODE).await.unwrap();
    assert_eq!(suite.accounts().await, 2);
}
