//! Broken rules.

use super::Path;

/// One broken rule. Says what is wanted, never what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Path of the field, for example `contacts.email`.
    pub field: String,
    /// Name of the rule, for example `STRING_MAX_LEN`.
    pub reason: &'static str,
    /// What is wanted, for developers.
    pub description: &'static str,
}

/// The broken rules of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Violations {
    list: Vec<Violation>,
}

impl Violations {
    /// Most violations that are told at once: they travel in trailers, which clients bound to 8 KiB.
    pub const MAX: usize = 32;

    /// Adds a broken rule, unless there are as many as are told already.
    pub fn add(&mut self, path: &Path, reason: &'static str, description: &'static str) {
        if !self.is_full() {
            self.list.push(Violation {
                field: path.to_string(),
                reason,
                description,
            });
        }
    }

    /// Tells whether no rule is broken.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Tells whether further violations are left out.
    pub fn is_full(&self) -> bool {
        self.list.len() >= Self::MAX
    }

    /// Lists the broken rules in the order of the message's fields.
    pub fn iter(&self) -> std::slice::Iter<'_, Violation> {
        self.list.iter()
    }
}

impl<'a> IntoIterator for &'a Violations {
    type Item = &'a Violation;
    type IntoIter = std::slice::Iter<'a, Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}
