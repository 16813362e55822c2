//! Generates `Validate`.

use std::fmt::Write;

use prost_reflect::{FieldDescriptor, Kind, MessageDescriptor, OneofDescriptor};

use super::checks::{self, Check};
use super::names::{self, Names};
use super::rules::{self, Rules};
use super::{Fault, is_generated};

pub(crate) fn implementation(
    message: &MessageDescriptor,
    names: &Names,
) -> Result<String, Vec<Fault>> {
    let mut body = String::new();
    let mut faults = Vec::new();
    let mut collect = |place: &str, code: Result<String, String>| match code {
        Ok(code) => body.push_str(&code),
        Err(problem) => faults.push(Fault {
            place: place.to_owned(),
            problem,
        }),
    };

    let no_rules = rules::refuse_message_rules(message).map(|()| String::new());
    collect(message.full_name(), no_rules);
    for field in message.fields() {
        if field
            .containing_oneof()
            .is_none_or(|oneof| oneof.is_synthetic())
        {
            collect(field.full_name(), of_field(&field, names));
        }
    }
    for oneof in message.oneofs().filter(|oneof| !oneof.is_synthetic()) {
        collect(oneof.full_name(), of_oneof(&oneof, names));
    }
    if !faults.is_empty() {
        return Err(faults);
    }

    let path = names.message(message);
    Ok(format!(
        "impl crate::validate::Validate for {path} {{\n\
         fn validate(&self, path: &mut crate::validate::Path, \
         violations: &mut crate::validate::Violations) {{\n{body}}}\n}}\n"
    ))
}

fn of_field(field: &FieldDescriptor, names: &Names) -> Result<String, String> {
    let rules = Rules::of_field(field)?;
    if rules.ignore_always {
        return Ok(String::new());
    }
    let place = format!("self.{}", names::field(field));
    let code = if field.is_map() {
        of_map(field, &rules)?
    } else if field.is_list() {
        of_list(field, rules, &place, names)?
    } else if field.supports_presence() {
        let required = rules.required;
        let found = of_value(&field.kind(), &rules, names)?;
        match (found.is_empty(), required) {
            (true, false) => String::new(),
            (true, true) => format!(
                "if {place}.is_none() {{ {} }}\n",
                violation(&Check::required())
            ),
            (false, false) => format!("if let Some(value) = &{place} {{\n{found}}}\n"),
            (false, true) => format!(
                "if let Some(value) = &{place} {{\n{found}}} else {{ {} }}\n",
                violation(&Check::required())
            ),
        }
    } else {
        let found = of_value(&field.kind(), &rules, names)?;
        let zero = is_zero(&field.kind());
        if rules.required {
            let missing = violation(&Check::required());
            format!("let value = &{place};\nif {zero} {{ {missing} }} else {{\n{found}}}\n")
        } else if found.is_empty() {
            found
        } else {
            format!("let value = &{place};\n{found}")
        }
    };
    Ok(inside(field.name(), &code))
}

fn of_map(field: &FieldDescriptor, rules: &Rules) -> Result<String, String> {
    let Kind::Message(entry) = field.kind() else {
        return Err("map without entries".to_owned());
    };
    let value = entry.map_entry_value_field().kind();
    let is_checked = matches!(value, Kind::Message(message) if is_generated(&message));
    if rules.required || rules.typed.is_some() || is_checked {
        return Err("values of maps cannot be checked".to_owned());
    }
    Ok(String::new())
}

fn of_list(
    field: &FieldDescriptor,
    rules: Rules,
    place: &str,
    names: &Names,
) -> Result<String, String> {
    let (list_checks, item_rules) = match rules.typed {
        Some(typed) if typed.kind == "repeated" => checks::of_list(&typed.rules, &field.kind())?,
        Some(typed) => return Err(format!("rules for {} on a list", typed.kind)),
        None => (Vec::new(), Rules::default()),
    };
    if item_rules.required {
        return Err("unknown rule required on items".to_owned());
    }
    let mut found: String = list_checks.iter().map(check).collect();
    let items = of_value(&field.kind(), &item_rules, names)?;
    if !items.is_empty() {
        let _ = writeln!(
            found,
            "for (index, value) in value.iter().enumerate() {{\n\
             if violations.is_full() {{ break; }}\n\
             path.enter_item(index);\n{items}path.leave();\n}}"
        );
    }
    if rules.ignore_zero && !found.is_empty() {
        found = format!("if !value.is_empty() {{\n{found}}}\n");
    }
    if rules.required {
        let missing = violation(&Check::required());
        found = format!("if value.is_empty() {{ {missing} }} else {{\n{found}}}\n");
    }
    Ok(if found.is_empty() {
        found
    } else {
        format!("let value = &{place};\n{found}")
    })
}

/// Generates the checks of one `value`, a reference.
fn of_value(kind: &Kind, rules: &Rules, names: &Names) -> Result<String, String> {
    if rules.ignore_always {
        return Ok(String::new());
    }
    let mut found: String = checks::of_value(kind, rules, names)?
        .iter()
        .map(check)
        .collect();
    if let Kind::Message(message) = kind
        && is_generated(message)
    {
        found += "value.validate(path, violations);\n";
    }
    if rules.ignore_zero && !matches!(kind, Kind::Message(_)) && !found.is_empty() {
        found = format!("if !({}) {{\n{found}}}\n", is_zero(kind));
    }
    Ok(found)
}

fn of_oneof(oneof: &OneofDescriptor, names: &Names) -> Result<String, String> {
    let place = names::oneof_field(oneof);
    let path = names.oneof(oneof);
    let mut arms = String::new();
    for field in oneof.fields() {
        let rules = Rules::of_field(&field).map_err(|problem| at(&field, &problem))?;
        if rules.required {
            return Err(at(&field, "a member of a oneof cannot be required"));
        }
        let found =
            of_value(&field.kind(), &rules, names).map_err(|problem| at(&field, &problem))?;
        if !found.is_empty() {
            let found = inside(field.name(), &found);
            let _ = writeln!(
                arms,
                "Some({path}::{}(value)) => {{\n{found}}}",
                names::variant(&field)
            );
        }
    }
    if rules::oneof_is_required(oneof)? {
        let missing = inside(oneof.name(), &violation(&Check::required()));
        let _ = writeln!(arms, "None => {{ {missing} }}");
    }
    Ok(if arms.is_empty() {
        arms
    } else {
        format!("match &self.{place} {{\n{arms}_ => {{}}\n}}\n")
    })
}

fn at(field: &FieldDescriptor, problem: &str) -> String {
    format!("{}: {problem}", field.name())
}

fn inside(name: &str, code: &str) -> String {
    if code.is_empty() {
        return String::new();
    }
    format!("path.enter({name:?});\n{{\n{code}}}\npath.leave();\n")
}

fn check(check: &Check) -> String {
    format!("if !({}) {{ {} }}\n", check.holds, violation(check))
}

fn violation(check: &Check) -> String {
    format!(
        "violations.add(path, {:?}, {:?});",
        check.reason, check.description
    )
}

fn is_zero(kind: &Kind) -> &'static str {
    match kind {
        Kind::String | Kind::Bytes => "value.is_empty()",
        Kind::Bool => "!*value",
        Kind::Double | Kind::Float => "*value == 0.0",
        _ => "*value == 0",
    }
}
