//! Turns rules into Rust conditions on a reference named `value`.

mod bytes;
mod enumeration;
mod list;
mod number;
mod text;
mod time;

use prost_reflect::{Kind, Value};

use super::names::Names;
use super::rules::{self, Rules};

pub(crate) use list::of_list;

/// One condition that a value has to meet.
pub(crate) struct Check {
    /// Rust expression.
    pub(crate) holds: String,
    /// Reason of the violation, in upper snake case.
    pub(crate) reason: String,
    /// What is wanted, for developers.
    pub(crate) description: String,
}

impl Check {
    pub(crate) fn required() -> Self {
        Self::new("false", "required", "must be given")
    }

    /// `rule` names the rule as protovalidate does, for example `string.max_len`.
    fn new(holds: impl Into<String>, rule: &str, description: impl Into<String>) -> Self {
        Self {
            holds: holds.into(),
            reason: rule.replace('.', "_").to_uppercase(),
            description: description.into(),
        }
    }
}

/// Lists the conditions that one value has to meet, apart from its presence.
pub(crate) fn of_value(kind: &Kind, rules: &Rules, names: &Names) -> Result<Vec<Check>, String> {
    let mut checks = time::range(kind);
    let Some(typed) = &rules.typed else {
        return Ok(checks);
    };
    let wanted = rule_kind(kind);
    if typed.kind != wanted {
        return Err(format!("rules for {} on a field of {wanted}", typed.kind));
    }
    let entries = rules::entries(&typed.rules)?;
    checks.extend(match kind {
        Kind::String => text::checks(&entries),
        Kind::Bytes => bytes::checks(&entries),
        Kind::Int32 | Kind::Int64 | Kind::Uint32 | Kind::Uint64 => number::checks(wanted, &entries),
        Kind::Bool => number::boolean(&entries),
        Kind::Enum(enumeration) => enumeration::checks(&names.enumeration(enumeration), &entries),
        Kind::Message(_) if time::is_time(kind) => time::checks(wanted, &entries),
        _ => Err(format!("rules for {wanted} are not known")),
    }?);
    Ok(checks)
}

fn rule_kind(kind: &Kind) -> &'static str {
    match kind {
        Kind::String => "string",
        Kind::Bytes => "bytes",
        Kind::Int32 => "int32",
        Kind::Int64 => "int64",
        Kind::Uint32 => "uint32",
        Kind::Uint64 => "uint64",
        Kind::Bool => "bool",
        Kind::Enum(_) => "enum",
        Kind::Message(message) => match message.full_name() {
            "google.protobuf.Timestamp" => "timestamp",
            "google.protobuf.Duration" => "duration",
            _ => "message",
        },
        Kind::Float => "float",
        Kind::Double => "double",
        Kind::Sint32 => "sint32",
        Kind::Sint64 => "sint64",
        Kind::Fixed32 => "fixed32",
        Kind::Fixed64 => "fixed64",
        Kind::Sfixed32 => "sfixed32",
        Kind::Sfixed64 => "sfixed64",
    }
}

fn unknown<T>(kind: &str, rule: &str) -> Result<T, String> {
    Err(format!("unknown rule {kind}.{rule}"))
}

/// Renders a value of a rule as the pattern of a Rust `matches!`.
fn literal(value: &Value) -> Result<String, String> {
    match value {
        Value::Bool(value) => Ok(value.to_string()),
        Value::I32(value) | Value::EnumNumber(value) => Ok(value.to_string()),
        Value::I64(value) => Ok(value.to_string()),
        Value::U32(value) => Ok(value.to_string()),
        Value::U64(value) => Ok(value.to_string()),
        Value::String(value) => Ok(format!("{value:?}")),
        other => Err(format!("unknown value {other:?}")),
    }
}

/// Renders the values of `in` and `not_in`.
fn literals(value: &Value) -> Result<String, String> {
    let list = value.as_list().ok_or("a list is wanted")?;
    if list.is_empty() {
        return Err("an empty list".to_owned());
    }
    let list: Vec<String> = list.iter().map(literal).collect::<Result<_, _>>()?;
    Ok(list.join(" | "))
}
