//! What is wrong with a line, collected.

use kabinet_proto::validate::Path;

use crate::Violation;

/// Most faults of a line that are told at once.
const MAX_FAULTS: usize = 32;

/// A rule that a text breaks. Never quotes the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) reason: &'static str,
    pub(crate) description: &'static str,
}

impl Fault {
    /// Says which field breaks it.
    pub(super) fn at(self, field: impl Into<String>) -> Violation {
        Violation {
            field: field.into(),
            reason: self.reason.into(),
            description: self.description.into(),
        }
    }
}

/// Faults of one line, and the place that is looked at.
#[derive(Debug, Default)]
pub(super) struct Faults {
    pub(super) path: Path,
    list: Vec<Violation>,
}

impl Faults {
    /// Notes a fault of the field at hand.
    pub(super) fn add(&mut self, fault: Fault) {
        self.add_at(self.path.to_string(), fault);
    }

    /// Notes a fault of a key below the field at hand.
    pub(super) fn add_below(&mut self, key: &str, fault: Fault) {
        let path = self.path.to_string();
        let dot = if path.is_empty() { "" } else { "." };
        self.add_at(format!("{path}{dot}{key}"), fault);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the faults.
    pub(super) fn into_list(self) -> Vec<Violation> {
        self.list
    }

    fn add_at(&mut self, field: String, fault: Fault) {
        if self.list.len() < MAX_FAULTS {
            self.list.push(fault.at(field));
        }
    }
}

/// Shows a name only where it has the form of one: anything else may be a personal datum.
pub(super) fn shown_name(name: &str) -> &str {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    let shown = (1..=40).contains(&name.len()) && name.bytes().all(letters);
    if shown { name } else { "?" }
}
