//! Nothing that a caller can send is a defect of the server.

use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{LoginRequest, SessionGrant},
    types::v1::Channel,
};
use kabinet_status::read;
use prost::Message as _;
use prost_reflect::MethodDescriptor;
use serde_json::Value;
use tonic::{Code, Status};

use super::{
    call::{Caller, call},
    methods::{self, Rule},
    mutation::{self, Expected},
    sample,
};
use crate::{
    person::Person,
    suite::{Layout, Suite, channel},
};

/// Limits are for others to test.
const GENEROUS: [(&str, &str); 3] = [
    ("IDENTITY_LIMIT_LOGIN_IDENTIFIER", "1000000"),
    ("IDENTITY_LIMIT_LOGIN_IDENTIFIER_NETWORK", "1000000"),
    ("IDENTITY_LIMIT_LOGIN_DEVICE", "1000000"),
];

#[tokio::test]
async fn bad_input_is_refused_cleanly_by_every_rpc() {
    let suite = Suite::start_with(Layout::Together, &GENEROUS).await;
    let mut person = Person::invent();
    person.registers(&suite, Channel::Sms).await;
    let mut tried = 0;
    for (service, method) in methods::all() {
        let channel = channel(suite.doors.of(service));
        let path = methods::path(&method);
        let caller = caller_of(&method, &person, &suite).await;
        let sample = sample::of_request(&method.input());
        for mutation in mutation::of(&sample) {
            let answer = call(&channel, &path, &caller, mutation.message).await;
            let wrong = fault(&answer, mutation.expected);
            assert!(
                wrong.is_none(),
                "{path} with {}: {wrong:?} {answer:?}",
                mutation.what
            );
            tried += 1;
        }
        // Last: it may well do what it asks for, such as ending every session.
        let answer = call(&channel, &path, &caller, sample.encode_to_vec()).await;
        let reason = answer.as_ref().err().and_then(read::reason);
        assert_ne!(
            reason,
            Some(Reason::InvalidRequest),
            "the sample of {path}: {answer:?}"
        );
        assert_eq!(
            fault(&answer, Expected::Clean),
            None,
            "{path} with its sample: {answer:?}"
        );
    }
    assert!(tried > 1_000, "only {tried} messages were tried");
    assert_eq!(complaints(&suite), [""; 0]);
}

/// Returns somebody who may call, with a session that no earlier call has ended.
async fn caller_of(method: &MethodDescriptor, person: &Person, suite: &Suite) -> Caller {
    let rule = Rule::of(method);
    let token = if rule.for_person {
        Some(log_in(person, suite).await.access_token)
    } else {
        None
    };
    Caller {
        name: Some(rule.somebody()),
        token,
    }
}

async fn log_in(person: &Person, suite: &Suite) -> SessionGrant {
    let request = LoginRequest {
        request_id: Person::new_request_id(),
        identifier: person.login.clone(),
        password: person.password.clone(),
        client: Some(person.client()),
    };
    let answer = suite.gateway().sessions().login(request).await;
    answer.unwrap().into_inner().grant.unwrap()
}

/// Says what is wrong with an answer, if anything is.
fn fault(answer: &Result<Vec<u8>, Status>, expected: Expected) -> Option<&'static str> {
    let Err(status) = answer else {
        let valid = expected == Expected::Clean;
        return (!valid).then_some("was answered");
    };
    match (status.code(), read::reason(status)) {
        (_, None) => Some("gives no reason"),
        (Code::Internal | Code::Unknown, _) | (_, Some(Reason::Internal)) => Some("is a defect"),
        (code, _) if expected == Expected::Invalid && code != Code::InvalidArgument => {
            Some("is not said to be invalid")
        }
        _ => None,
    }
}

/// Lists log lines about what somebody must repair.
fn complaints(suite: &Suite) -> Vec<String> {
    let is_complaint = |line: &String| match serde_json::from_str::<Value>(line) {
        Ok(fields) => fields["level"] == "ERROR",
        Err(_) => line.contains("panicked"),
    };
    suite.lines().into_iter().filter(is_complaint).collect()
}
