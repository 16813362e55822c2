//! Rules of `string`.

use prost_reflect::Value;
use regex::Regex;

use super::{Check, literal, literals, unknown};

pub(super) fn checks(entries: &[(String, &Value)]) -> Result<Vec<Check>, String> {
    entries
        .iter()
        .map(|(rule, value)| check(rule, value))
        .collect()
}

fn check(rule: &str, value: &Value) -> Result<Check, String> {
    let name = format!("string.{rule}");
    let of = |holds: String, description: String| Ok(Check::new(holds, &name, description));
    match (rule, value) {
        ("const", Value::String(_)) => {
            let wanted = literal(value)?;
            of(format!("value == {wanted}"), format!("must be {wanted}"))
        }
        ("len", Value::U64(n)) => of(
            format!("value.chars().count() as u64 == {n}"),
            format!("must have exactly {n} characters"),
        ),
        ("min_len", Value::U64(n)) => of(
            format!("value.chars().count() as u64 >= {n}"),
            format!("must have at least {n} characters"),
        ),
        ("max_len", Value::U64(n)) => of(
            format!("value.chars().count() as u64 <= {n}"),
            format!("must have at most {n} characters"),
        ),
        ("min_bytes", Value::U64(n)) => of(
            format!("value.len() as u64 >= {n}"),
            format!("must have at least {n} bytes"),
        ),
        ("max_bytes", Value::U64(n)) => of(
            format!("value.len() as u64 <= {n}"),
            format!("must have at most {n} bytes"),
        ),
        ("prefix", Value::String(prefix)) => of(
            format!("value.starts_with({prefix:?})"),
            format!("must start with {prefix:?}"),
        ),
        ("pattern", Value::String(pattern)) => {
            of(matches(pattern)?, format!("must match {pattern:?}"))
        }
        ("in", list) => of(
            format!("matches!(value.as_str(), {})", literals(list)?),
            format!("must be one of {}", literals(list)?),
        ),
        ("not_in", list) => of(
            format!("!matches!(value.as_str(), {})", literals(list)?),
            format!("must be none of {}", literals(list)?),
        ),
        ("uuid", Value::Bool(true)) => of(well_known("uuid"), "must be a UUID".to_owned()),
        ("email", Value::Bool(true)) => {
            of(well_known("email"), "must be an e-mail address".to_owned())
        }
        ("ip", Value::Bool(true)) => of(well_known("ip"), "must be an IP address".to_owned()),
        _ => unknown("string", rule),
    }
}

fn well_known(form: &str) -> String {
    format!("crate::validate::text::is_{form}(value)")
}

fn matches(pattern: &str) -> Result<String, String> {
    Regex::new(pattern).map_err(|error| format!("string.pattern: {error}"))?;
    refuse_dialect(pattern)?;
    Ok(format!(
        "{{ static PATTERN: ::std::sync::LazyLock<::regex::Regex> = \
         ::std::sync::LazyLock::new(|| ::regex::Regex::new({pattern:?})\
         .expect(\"the build compiled this pattern\")); PATTERN.is_match(value) }}"
    ))
}

/// Refuses classes that RE2 reads as ASCII and Rust as Unicode: `\d` would let in `٣`.
fn refuse_dialect(pattern: &str) -> Result<(), String> {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' {
            continue;
        }
        if let Some(class @ ('d' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B')) = characters.next() {
            return Err(format!(
                "string.pattern: write \\{class} out, its dialects differ"
            ));
        }
    }
    if pattern.contains("(?i") {
        return Err("string.pattern: write both cases out, the dialects of (?i) differ".to_owned());
    }
    Ok(())
}
