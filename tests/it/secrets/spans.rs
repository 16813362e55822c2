//! Looks into every span.

use data_encoding::HEXLOWER;
use kabinet_proto::identity::v1::GetPasswordPolicyRequest;
use kabinet_testkit::OtlpReceiver;
use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, KeyValue, any_value},
    trace::v1::Span,
};
use prost::Message as _;

use super::needles::{Finding, Needles};
use crate::suite::Suite;

const LAST_TRACE_ID: [u8; 16] = [0xab; 16];

pub(super) fn scan(spans: &[Span], needles: &Needles) -> Vec<Finding> {
    assert!(!spans.is_empty(), "the spans are not seen");
    spans
        .iter()
        .flat_map(|span| needles.find("a span", &span.encode_to_vec()))
        .collect()
}

/// Makes one more call and waits for its span: those of earlier calls have come before it.
pub(super) async fn wait_for_all(suite: &Suite, receiver: &OtlpReceiver) {
    let traceparent = format!("00-{}-00f067aa0ba902b7-01", HEXLOWER.encode(&LAST_TRACE_ID));
    let mut last = suite
        .gateway()
        .with("traceparent", &traceparent)
        .registration();
    last.get_password_policy(GetPasswordPolicyRequest {})
        .await
        .unwrap();
    let is_last = |span: &Span| span.trace_id == LAST_TRACE_ID;
    receiver.wait_for(|spans| spans.iter().any(is_last)).await;
}

/// Makes a span with something in an attribute.
pub(super) fn planted(value: &str) -> Span {
    let value = any_value::Value::StringValue(value.to_owned());
    Span {
        attributes: vec![KeyValue {
            key: "planted".to_owned(),
            value: Some(AnyValue { value: Some(value) }),
            ..KeyValue::default()
        }],
        ..Span::default()
    }
}
