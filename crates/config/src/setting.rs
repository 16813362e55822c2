use std::fmt;

use crate::Key;

pub(crate) const SECRET: &str = "[secret]";
pub(crate) const NOT_SET: &str = "[not set]";

/// One effective value, as `check-config` prints it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The key.
    pub key: Key,
    /// The value; `[secret]` stands for a secret, `[not set]` for an optional key without value.
    pub value: String,
    /// Where the value comes from.
    pub source: Source,
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Neither the file nor the environment has the key.
    Default,
    /// The configuration file.
    File,
    /// The process environment.
    Environment,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Default => "default",
            Self::File => "file",
            Self::Environment => "environment",
        })
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} = {} ({})",
            self.key.in_file(),
            self.value,
            self.source
        )
    }
}
