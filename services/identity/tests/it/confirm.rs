//! A confirmation has one effect, however often it is asked for.

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::SessionGrant;
use prost::Message as _;

use crate::suite::{Asked, FakeCodes, Refused as _, Stage, Suite};

const SESSIONS: &str = "SELECT count(*) FROM identity.session";
const TOKENS: &str = "SELECT count(*) FROM identity.refresh_token";

#[tokio::test]
async fn ten_repeats_make_one_account_and_one_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let request = person.confirm_request(FakeCodes::CODE);
    let mut answers = Vec::new();
    for _ in 0..10 {
        suite.clock.advance(std::time::Duration::from_secs(1));
        let answer = person
            .registrations()
            .confirm_registration(request.clone())
            .await;
        answers.push(answer.unwrap().into_inner().encode_to_vec());
    }
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(suite.accounts().await, 1);
    assert_eq!(
        (suite.number(SESSIONS).await, suite.number(TOKENS).await),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_at_once_make_one_account_and_one_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let request = person.confirm_request(FakeCodes::CODE);
    let calls = (0..20).map(|_| {
        let (mut client, request) = (person.registrations(), request.clone());
        async move {
            client
                .confirm_registration(request)
                .await
                .unwrap()
                .into_inner()
        }
    });
    let answers: Vec<Vec<u8>> = join_all(calls)
        .await
        .iter()
        .map(prost::Message::encode_to_vec)
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(suite.accounts().await, 1);
    assert_eq!(
        (suite.number(SESSIONS).await, suite.number(TOKENS).await),
        (1, 1)
    );
    person.logs_in().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_requests_at_once_make_one_account() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    let mut attempts: Vec<_> = (0..20).map(|_| person.clone()).collect();
    let answers = join_all(
        attempts
            .iter_mut()
            .map(|person| person.types_the_code(FakeCodes::CODE)),
    );
    let granted: Vec<SessionGrant> = answers.await.into_iter().filter_map(Result::ok).collect();
    assert!(!granted.is_empty());
    assert_eq!(suite.accounts().await, 1);
    assert_eq!(suite.number(SESSIONS).await, 1);
}

#[tokio::test]
async fn code_of_a_confirmed_registration_opens_no_second_session() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers().await;
    let again = person.types_the_code(FakeCodes::CODE).await;
    assert_eq!(again.reason(), Reason::RegistrationEnded);
    assert_eq!(suite.number(SESSIONS).await, 1);
}

#[tokio::test]
async fn wrong_code_changes_nothing() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    assert_eq!(
        person.types_the_code("000000").await.reason(),
        Reason::CodeWrong
    );
    assert_eq!(suite.accounts().await, 0);
    assert_eq!(suite.codes.times(&Asked::Check), 1);
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn confirmed_registration_keeps_no_secret() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    let left = "SELECT count(*) FROM identity.registration
                WHERE login IS NOT NULL OR password_record IS NOT NULL OR mobile_indexes IS NOT NULL
                   OR email_indexes IS NOT NULL OR verification IS NOT NULL";
    assert_eq!(suite.number(left).await, 0);
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.password_credential")
            .await,
        1
    );
}
