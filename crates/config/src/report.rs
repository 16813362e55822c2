use std::fmt;

use crate::Key;

/// One mistake; the message never repeats the value, which may be a misplaced secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The key that is wrong, missing or unknown.
    pub key: Key,
    /// What is wrong, in the form "must be …".
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

/// Every mistake of a configuration, one on each line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The mistakes; at least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the configuration is refused:")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Report {}
