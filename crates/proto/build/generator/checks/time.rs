//! Rules of `google.protobuf.Timestamp` and `google.protobuf.Duration`.

use std::borrow::Cow;

use prost_reflect::{Kind, Value};

use super::number::comparison;
use super::{Check, rule_kind, unknown};

pub(super) fn is_time(kind: &Kind) -> bool {
    matches!(rule_kind(kind), "timestamp" | "duration")
}

/// Demands what the types themselves promise, whether or not a rule says so.
pub(super) fn range(kind: &Kind) -> Vec<Check> {
    match rule_kind(kind) {
        "timestamp" => vec![Check::new(
            "crate::validate::time::is_timestamp(value)",
            "timestamp.range",
            "must be a time in the years 1 to 9999",
        )],
        "duration" => vec![Check::new(
            "crate::validate::time::is_duration(value)",
            "duration.range",
            "must be a duration of less than 10000 years",
        )],
        _ => Vec::new(),
    }
}

pub(super) fn checks(kind: &str, entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    entries
        .iter()
        .map(|(rule, value)| check(kind, rule, value))
        .collect()
}

fn check(kind: &str, rule: &str, value: &Value) -> Result<Check, String> {
    if !matches!(rule, "gt" | "gte" | "lt" | "lte") {
        return unknown(kind, rule);
    }
    let (operator, words) = comparison(rule);
    let part = |name: &str| {
        let message = value.as_message().ok_or("a message is wanted")?;
        message
            .get_field_by_name(name)
            .map(Cow::into_owned)
            .ok_or("a part is missing")
    };
    let seconds = part("seconds")?.as_i64().unwrap_or_default();
    let nanos = part("nanos")?.as_i32().unwrap_or_default();
    let unit = if kind == "timestamp" {
        "s after 1970"
    } else {
        "s"
    };
    Ok(Check::new(
        format!("(value.seconds, value.nanos) {operator} ({seconds}, {nanos})"),
        &format!("{kind}.{rule}"),
        format!("must be {words}{seconds}.{nanos:09} {unit}"),
    ))
}
