//! Rules of `bytes`.

use prost_reflect::Value;

use super::{Check, unknown};

pub(super) fn checks(entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    entries
        .iter()
        .map(|(rule, value)| check(rule, value))
        .collect()
}

fn check(rule: &str, value: &Value) -> Result<Check, String> {
    let Value::U64(n) = value else {
        return unknown("bytes", rule);
    };
    let (operator, how_many) = match rule {
        "len" => ("==", "exactly"),
        "min_len" => (">=", "at least"),
        "max_len" => ("<=", "at most"),
        _ => return unknown("bytes", rule),
    };
    Ok(Check::new(
        format!("value.len() as u64 {operator} {n}"),
        &format!("bytes.{rule}"),
        format!("must have {how_many} {n} bytes"),
    ))
}
