//! Rules of `repeated`.

use prost_reflect::{DynamicMessage, Kind, Value};

use super::super::rules::{self, Rules};
use super::{Check, unknown};

/// Splits the rules of a list into its own conditions and the rules of its items.
pub(crate) fn of_list(rules: &DynamicMessage, item: &Kind) -> Result<(Vec<Check>, Rules), String> {
    let mut checks = Vec::new();
    let mut items = Rules::default();
    for (rule, value) in rules::entries(rules)? {
        match (rule.as_str(), value) {
            ("min_items", Value::U64(n)) => checks.push(Check::new(
                format!("value.len() as u64 >= {n}"),
                "repeated.min_items",
                format!("must have at least {n} items"),
            )),
            ("max_items", Value::U64(n)) => checks.push(Check::new(
                format!("value.len() as u64 <= {n}"),
                "repeated.max_items",
                format!("must have at most {n} items"),
            )),
            ("unique", Value::Bool(true)) if can_be_unique(item) => checks.push(Check::new(
                "crate::validate::list::is_unique(value)",
                "repeated.unique",
                "must not repeat an item",
            )),
            ("items", Value::Message(message)) => items = Rules::read(message)?,
            _ => return unknown("repeated", &rule),
        }
    }
    Ok((checks, items))
}

fn can_be_unique(item: &Kind) -> bool {
    !matches!(item, Kind::Message(_) | Kind::Float | Kind::Double)
}
