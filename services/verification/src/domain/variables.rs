mod contact_kind;
mod reading;

use std::fmt;

use kabinet_domain::{ContactKind, is_deceptive};
use serde::{Deserialize, Serialize};

use super::{ServiceKind, Template, Variable};
use reading::Reading;

/// Longest login name, in characters.
pub(crate) const MAX_LOGIN_LENGTH: usize = 32;

/// What a template leaves open; `Debug` does not show it.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Variables {
    /// When it happened, as the person reads it.
    pub time: Option<String>,
    /// Kind of the service.
    pub service_kind: Option<ServiceKind>,
    /// Kind of the contact.
    #[serde(with = "contact_kind")]
    pub contact_kind: Option<ContactKind>,
    /// Login name.
    pub login: Option<String>,
}

/// A variable that is not as its template wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct WrongVariable {
    /// Its name.
    pub name: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong with a variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrong {
    /// The template wants it.
    Absent,
    /// The template has no place for it.
    Unknown,
    /// It is given more than once.
    Repeated,
    /// Its value is of no use here.
    Unacceptable,
}

impl Variables {
    /// Reads the variables of a template, or names every one that is wrong.
    pub(crate) fn read(
        template: Template,
        given: &[(String, String)],
    ) -> Result<Self, Vec<WrongVariable>> {
        let mut reading = Reading::begin(template.variables(), given);
        let variables = Self {
            time: reading.value(Variable::Time, line),
            service_kind: reading.value(Variable::ServiceKind, ServiceKind::from_name),
            contact_kind: reading.value(Variable::ContactKind, ContactKind::from_name),
            login: reading.value(Variable::Login, login),
        };
        reading.end(variables)
    }

    /// Names the variable of a template that is to blame when a message is too long.
    pub(crate) fn too_long(template: Template) -> WrongVariable {
        let is_free = |variable: &&Variable| match variable {
            Variable::Time | Variable::Login => true,
            Variable::ServiceKind | Variable::ContactKind => false,
        };
        let to_blame = template.variables().iter().find(is_free);
        let to_blame = to_blame.expect("every template has a time or a login name");
        WrongVariable {
            name: to_blame.name().to_owned(),
            wrong: Wrong::Unacceptable,
        }
    }
}

impl fmt::Debug for Variables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Variables([redacted])")
    }
}

/// A line break, or letters that turn their direction, could pass for another message.
fn line(text: &str) -> Option<String> {
    let is_line = !text.trim().is_empty() && !text.chars().any(is_deceptive);
    is_line.then(|| text.to_owned())
}

/// Reads what identity takes for a login name: anything else would be words of the sender's own.
fn login(text: &str) -> Option<String> {
    let is_letter = |character: char| character.is_alphabetic() && !character.is_numeric();
    let is_allowed = |character: char| {
        is_letter(character) || character.is_ascii_digit() || matches!(character, '.' | '-' | '_')
    };
    let length = text.chars().count();
    let is_login = (1..=MAX_LOGIN_LENGTH).contains(&length) && text.chars().all(is_allowed);
    is_login.then(|| text.to_owned())
}

#[cfg(test)]
mod tests;
