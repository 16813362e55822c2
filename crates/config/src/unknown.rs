use crate::key::variable_prefix;
use crate::ledger::Ledger;
use crate::{Key, Problem};

/// Finds what stands in a finished section and was not asked for, and sections nobody opened.
pub(crate) fn problems<'a>(
    file: &toml::Table,
    variables: impl Iterator<Item = &'a str>,
    ledger: &Ledger,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (section, content) in file {
        if ledger.foreign_sections.contains(section) {
            continue;
        }
        match content.as_table() {
            _ if !ledger.opened_sections.contains(section) => {
                problems.push(problem(section, "*", "is not a known section"));
            }
            None => problems.push(problem(section, "*", "must be a section with keys")),
            Some(content) if ledger.finished_sections.contains(section) => {
                problems.extend(unknown_names(section, content.keys(), ledger));
            }
            Some(_) => {}
        }
    }
    for variable in variables {
        problems.extend(unknown_variable(variable, ledger));
    }
    problems
}

fn unknown_names<'a>(
    section: &str,
    names: impl Iterator<Item = &'a String>,
    ledger: &Ledger,
) -> Vec<Problem> {
    names
        .filter(|name| !ledger.known_keys.contains(&Key::new(section, name)))
        .map(|name| problem(section, name, "is not a known key"))
        .collect()
}

fn unknown_variable(variable: &str, ledger: &Ledger) -> Option<Problem> {
    let is_known = ledger
        .known_keys
        .iter()
        .any(|key| key.in_environment() == variable);
    if is_known {
        return None;
    }
    let (section, name) = ledger
        .finished_sections
        .iter()
        .find_map(|section| Some((section, variable.strip_prefix(&variable_prefix(section))?)))?;
    if is_service_link(name) {
        return None;
    }
    Some(problem(section, &name.to_lowercase(), "is not a known key"))
}

/// Kubernetes puts variables such as `IDENTITY_PORT_7101_TCP_ADDR` into every pod of a namespace that
/// has a Service named `identity` (enableServiceLinks); nobody wrote them.
fn is_service_link(name: &str) -> bool {
    let is_port = name
        .strip_prefix("PORT_")
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
    matches!(name, "SERVICE_HOST" | "SERVICE_PORT" | "PORT")
        || name.starts_with("SERVICE_PORT_")
        || is_port
}

fn problem(section: &str, name: &str, message: &str) -> Problem {
    Problem {
        key: Key::new(section, name),
        message: message.to_owned(),
    }
}
