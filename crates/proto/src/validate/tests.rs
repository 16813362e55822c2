use super::*;
use crate::identity::v1::LoginRequest;
use crate::types::v1::{ClientContext, Event, RegistrationConfirmed, event::Fact};

fn broken(message: &impl Validate) -> Vec<(String, &'static str)> {
    let violations = violations_of(message).into_iter();
    violations
        .map(|violation| (violation.field, violation.reason))
        .collect()
}

fn at(field: &str, reason: &'static str) -> (String, &'static str) {
    (field.to_owned(), reason)
}

#[test]
fn empty_event_lacks_everything() {
    assert_eq!(
        broken(&Event::default()),
        [
            at("event_id", "REQUIRED"),
            at("occur_time", "REQUIRED"),
            at("fact", "REQUIRED"),
        ]
    );
}

#[test]
fn fact_of_an_event_is_checked_with_its_path() {
    let event = Event {
        event_id: "0198c2b4-0000-7000-8000-000000000000".to_owned(),
        occur_time: Some(prost_types::Timestamp::default()),
        fact: Some(Fact::RegistrationConfirmed(RegistrationConfirmed {
            registration_id: "acc_1".to_owned(),
            draft_version: 0,
            account_id: "acc_1".to_owned(),
            confirmed_kind: 77,
            confirm_time: None,
        })),
    };
    assert_eq!(
        broken(&event),
        [
            at("registration_confirmed.registration_id", "STRING_PREFIX"),
            at("registration_confirmed.draft_version", "INT64_GT"),
            at("registration_confirmed.confirmed_kind", "ENUM_DEFINED_ONLY"),
            at("registration_confirmed.confirm_time", "REQUIRED"),
        ]
    );
}

#[test]
fn device_of_a_request_is_checked_with_its_path() {
    let request = LoginRequest {
        request_id: "0198c2b4-0000-7000-8000-000000000000".to_owned(),
        identifier: "ivan".to_owned(),
        password: "correct horse".to_owned(),
        client: Some(ClientContext {
            network_address: "192.0.2.256".to_owned(),
            ..ClientContext::default()
        }),
    };
    assert_eq!(
        broken(&request),
        [at("client.network_address", "STRING_IP")]
    );
}
