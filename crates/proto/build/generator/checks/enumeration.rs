//! Rules of enums.

use prost_reflect::Value;

use super::{Check, literals, unknown};

pub(super) fn checks(path: &str, entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    let mut checks = Vec::new();
    for (rule, value) in entries {
        checks.push(match (rule.as_str(), value) {
            ("defined_only", Value::Bool(true)) => Check::new(
                format!("{path}::is_valid(*value)"),
                "enum.defined_only",
                "must be a defined value",
            ),
            ("in", list) => Check::new(
                format!("matches!(*value, {})", literals(list)?),
                "enum.in",
                format!("must be one of {}", literals(list)?),
            ),
            ("not_in", list) => Check::new(
                format!("!matches!(*value, {})", literals(list)?),
                "enum.not_in",
                format!("must be none of {}", literals(list)?),
            ),
            _ => return unknown("enum", rule),
        });
    }
    Ok(checks)
}
