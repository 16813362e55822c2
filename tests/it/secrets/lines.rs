//! Looks into every log line.

use serde_json::{Map, Value};

use super::needles::{Finding, Needles};

pub(super) fn scan(lines: &[String], needles: &Needles) -> Vec<Finding> {
    assert!(!lines.is_empty(), "the log is not seen");
    let timeless = lines.iter().map(|line| without_time(line));
    timeless
        .flat_map(|line| needles.find("a log line", line.as_bytes()))
        .collect()
}

/// A time has six digits after its point, which may be anybody's code.
fn without_time(line: &str) -> String {
    match serde_json::from_str::<Map<String, Value>>(line) {
        Ok(mut fields) => {
            fields.remove("timestamp");
            Value::Object(fields).to_string()
        }
        Err(_) => line.to_owned(),
    }
}
