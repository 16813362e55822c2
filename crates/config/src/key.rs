use std::fmt;

/// One key in both spellings: `identity.listen` in the file, `IDENTITY_LISTEN` in the environment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    section: String,
    name: String,
}

impl Key {
    /// Names a key of a section.
    pub fn new(section: &str, name: &str) -> Self {
        Self {
            section: section.to_owned(),
            name: name.to_owned(),
        }
    }

    /// Returns the section.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// Returns the name below the section.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the spelling of the file.
    pub fn in_file(&self) -> String {
        format!("{}.{}", self.section, self.name)
    }

    /// Returns the spelling of the environment.
    pub fn in_environment(&self) -> String {
        format!(
            "{}{}",
            variable_prefix(&self.section),
            self.name.to_uppercase()
        )
    }
}

/// Returns what the section's variables start with.
pub(crate) fn variable_prefix(section: &str) -> String {
    format!("{}_", section.to_uppercase())
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.in_file(), self.in_environment())
    }
}
