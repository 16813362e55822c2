//! Requests as a careful caller makes them.

use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;
use tonic::Status;

use crate::suite::Client;

pub(crate) const MOBILE: &str = "+79000000001";
pub(crate) const OTHER_MOBILE: &str = "+79000000002";
pub(crate) const EMAIL: &str = "ivan@example.com";
pub(crate) const SUBJECT: &str = "reg_0198c2b4-0000-7000-8000-000000000001";

pub(crate) fn request_id() -> String {
    Env::system().uuid_v4().to_string()
}

pub(crate) fn binding(subject: &str) -> pb::Binding {
    pb::Binding {
        purpose: pb::Purpose::Registration.into(),
        subject: subject.to_owned(),
        payload_digest: vec![7; 32],
        check_secret: vec![8; 32],
    }
}

pub(crate) fn sms(number: &str) -> pb::Destination {
    pb::Destination {
        channel: types::Channel::Sms.into(),
        address: number.to_owned(),
    }
}

pub(crate) fn email(address: &str) -> pb::Destination {
    pb::Destination {
        channel: types::Channel::Email.into(),
        address: address.to_owned(),
    }
}

pub(crate) fn language(tag: &str) -> types::ClientContext {
    types::ClientContext {
        language: tag.to_owned(),
        network_address: "192.0.2.1".to_owned(),
        ..types::ClientContext::default()
    }
}

pub(crate) fn start(subject: &str, destination: pb::Destination) -> pb::StartVerificationRequest {
    pb::StartVerificationRequest {
        request_id: request_id(),
        binding: Some(binding(subject)),
        destination: Some(destination),
        client: Some(language("ru")),
        suppress: false,
        conceal: false,
        known_subject: false,
    }
}

pub(crate) fn check(handle: &str, code: &str, key: &str) -> pb::CheckCodeRequest {
    pb::CheckCodeRequest {
        handle: handle.to_owned(),
        code: code.to_owned(),
        binding: Some(binding(SUBJECT)),
        idempotency_key: key.to_owned(),
        client: Some(language("ru")),
    }
}

pub(crate) fn resend(handle: &str) -> pb::ResendCodeRequest {
    pb::ResendCodeRequest {
        request_id: request_id(),
        handle: handle.to_owned(),
        client: None,
    }
}

pub(crate) fn switch(handle: &str, destination: pb::Destination) -> pb::SwitchChannelRequest {
    pb::SwitchChannelRequest {
        request_id: request_id(),
        handle: handle.to_owned(),
        binding: Some(binding(SUBJECT)),
        destination: Some(destination),
        client: None,
        suppress: false,
        known_subject: false,
    }
}

pub(crate) fn cancel(handle: &str) -> pb::CancelVerificationRequest {
    pb::CancelVerificationRequest {
        handle: handle.to_owned(),
        request_id: request_id(),
    }
}

/// Starts a verification of the usual subject.
pub(crate) async fn started(client: &Client, destination: pb::Destination) -> pb::Verification {
    let mut client = client.clone();
    let answer = client.start_verification(start(SUBJECT, destination)).await;
    answer.unwrap().into_inner().verification.unwrap()
}

/// Starts a verification that must be refused.
pub(crate) async fn refused(client: &Client, request: pb::StartVerificationRequest) -> Status {
    client
        .clone()
        .start_verification(request)
        .await
        .unwrap_err()
}

/// Checks a code that must be refused.
pub(crate) async fn check_refused(client: &Client, request: pb::CheckCodeRequest) -> Status {
    client.clone().check_code(request).await.unwrap_err()
}

pub(crate) fn reason(status: &Status) -> Reason {
    read::reason(status).unwrap_or_else(|| panic!("{status:?} has no reason"))
}

/// Asserts that a refusal says for what reason, and when to come again.
pub(crate) fn assert_waits(status: &Status, wanted: Reason) {
    assert_eq!(reason(status), wanted);
    let wait = read::retry_after(status).expect("the refusal says when to come again");
    assert!(!wait.is_zero(), "{wait:?}");
}

pub(crate) fn assert_limited(status: &Status, limit: &str) {
    assert_waits(status, Reason::RateLimited);
    assert_eq!(read::metadata(status, "limit").as_deref(), Some(limit));
}
