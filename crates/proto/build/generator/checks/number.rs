//! Rules of whole numbers and of `bool`.

use prost_reflect::Value;

use super::{Check, literal, literals, unknown};

pub(super) fn checks(kind: &str, entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    refuse_inverted_range(entries)?;
    entries
        .iter()
        .map(|(rule, value)| check(kind, rule, value))
        .collect()
}

pub(super) fn boolean(entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    entries
        .iter()
        .map(|(rule, value)| match rule.as_str() {
            "const" => check("bool", rule, value),
            _ => unknown("bool", rule),
        })
        .collect()
}

fn check(kind: &str, rule: &str, value: &Value) -> Result<Check, String> {
    let name = format!("{kind}.{rule}");
    let of = |holds: String, description: String| Ok(Check::new(holds, &name, description));
    match rule {
        "gt" | "gte" | "lt" | "lte" | "const" => {
            let (operator, words) = comparison(rule);
            let bound = literal(value)?;
            of(
                format!("*value {operator} {bound}"),
                format!("must be {words}{bound}"),
            )
        }
        "in" => of(
            format!("matches!(*value, {})", literals(value)?),
            format!("must be one of {}", literals(value)?),
        ),
        "not_in" => of(
            format!("!matches!(*value, {})", literals(value)?),
            format!("must be none of {}", literals(value)?),
        ),
        _ => unknown(kind, rule),
    }
}

/// Operator and words of a comparison.
pub(super) fn comparison(rule: &str) -> (&'static str, &'static str) {
    match rule {
        "gt" => (">", "greater than "),
        "gte" => (">=", "at least "),
        "lt" => ("<", "less than "),
        "lte" => ("<=", "at most "),
        _ => ("==", ""),
    }
}

/// Refuses a lower bound above the upper one, which protovalidate reads as "outside of".
fn refuse_inverted_range(entries: &[(String, &Value)]) -> Result<(), String> {
    let bound = |names: [&str; 2]| {
        let entry = entries
            .iter()
            .find(|(rule, _)| names.contains(&rule.as_str()));
        entry.and_then(|(_, value)| whole(value))
    };
    match (bound(["gt", "gte"]), bound(["lt", "lte"])) {
        (Some(lower), Some(upper)) if lower > upper => {
            Err("the lower bound is above the upper one".to_owned())
        }
        _ => Ok(()),
    }
}

fn whole(value: &Value) -> Option<i128> {
    match *value {
        Value::I32(value) => Some(value.into()),
        Value::I64(value) => Some(value.into()),
        Value::U32(value) => Some(value.into()),
        Value::U64(value) => Some(value.into()),
        _ => None,
    }
}
