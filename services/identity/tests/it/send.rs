//! What becomes of the wish for a code.

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_status::Refusal;

use crate::suite::{Asked, By, CodeCall, FakeCodes, Person, Stage, Suite};

fn to_mobile(person: &Person<'_>) -> (Channel, String) {
    (Channel::Sms, person.mobile.clone())
}

fn to_email(person: &Person<'_>) -> (Channel, String) {
    (Channel::Email, person.email.clone())
}

fn start((channel, address): (Channel, String)) -> Asked {
    Asked::Start {
        channel,
        address,
        suppress: false,
    }
}

fn switch((channel, address): (Channel, String)) -> Asked {
    Asked::Switch {
        channel,
        address,
        suppress: false,
    }
}

#[tokio::test]
async fn first_starts_same_channel_resends_other_switches() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    for (by, asked) in [
        (Channel::Sms, start(to_mobile(&person))),
        (Channel::Sms, Asked::Resend),
        (Channel::Email, switch(to_email(&person))),
        (Channel::Email, Asked::Resend),
        (Channel::Sms, switch(to_mobile(&person))),
    ] {
        let registration = person.asks_for_a_code(by).await.unwrap();
        assert_eq!(registration.confirmation.unwrap().channel(), by);
        assert_eq!(suite.codes.asked().pop(), Some(asked));
        suite.clock.advance(FakeCodes::PAUSE);
    }
    assert_eq!(suite.codes.asked().len(), 5);
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}

#[tokio::test]
async fn verification_that_is_gone_is_started_anew() {
    let suite = Suite::new().await;
    for by in [Channel::Sms, Channel::Email] {
        let mut person = suite.person(&format!("ivan.{}", by.as_str_name().to_lowercase()));
        person.registers_until(Stage::Code).await;
        suite.codes.forgets();
        person.asks_for_a_code(by).await.unwrap();
        let to = match by {
            Channel::Email => to_email(&person),
            _ => to_mobile(&person),
        };
        assert_eq!(suite.codes.asked().pop(), Some(start(to)));
        person.types_the_code(FakeCodes::CODE).await.unwrap();
    }
}

#[tokio::test]
async fn code_by_mail_confirms_the_mail_address() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    person.asks_for_a_code(Channel::Email).await.unwrap();
    person.types_the_code(FakeCodes::CODE).await.unwrap();
    let (mobile, email) = (person.mobile.clone(), person.email.clone());
    person.logs_in_as(&email).await.unwrap();
    assert!(person.logs_in_as(&mobile).await.is_err());
}

#[tokio::test]
async fn verification_that_is_over_is_started_anew() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    for reason in [
        Reason::VerificationEnded,
        Reason::CodeExpired,
        Reason::CodeExhausted,
    ] {
        let refusal = Refusal::failed_precondition(reason, "over");
        suite.codes.fails(CodeCall::Resend, By::Refusing(refusal));
        person.asks_for_a_code(Channel::Sms).await.unwrap();
        assert_eq!(
            suite.codes.asked().pop(),
            Some(start(to_mobile(&person))),
            "{reason:?}"
        );
    }
    person.types_the_code(FakeCodes::CODE).await.unwrap();
}
