//! Looks into every span.

use kabinet_testkit::OtlpReceiver;
use opentelemetry_proto::tonic::{
    common::v1::{AnyValue, KeyValue, any_value},
    trace::v1::Span,
};
use prost::Message as _;

use super::needles::{Finding, Needles};

pub(super) fn scan(spans: &[Span], needles: &Needles) -> Vec<Finding> {
    assert!(!spans.is_empty(), "the spans are not seen");
    spans
        .iter()
        .flat_map(|span| needles.find("a span", &span.encode_to_vec()))
        .collect()
}

/// Waits until spans of the RPC have come: those of earlier calls have come before them.
pub(super) async fn wait_for_those_of(receiver: &OtlpReceiver, rpc: &str) {
    receiver
        .wait_for(|spans| spans.iter().any(|span| span.name.ends_with(rpc)))
        .await;
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
