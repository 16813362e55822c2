//! Codes of the operator's region directory.

use std::fmt;

use thiserror::Error;

const MIN_LENGTH: usize = 2;
const MAX_LENGTH: usize = 10;

/// Tells why a text is not a region code.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// The text is shorter or longer than a code may be.
    #[error("must have {MIN_LENGTH} to {MAX_LENGTH} characters")]
    Length,
    /// The text has a character that no code has.
    #[error("may have upper-case Latin letters, digits and hyphens only")]
    Character,
}

/// Names a region by its code in the directory, such as `RU-MOW`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegionCode(String);

impl RegionCode {
    /// Reads a code; whether the directory has it is for its owner to say.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if !(MIN_LENGTH..=MAX_LENGTH).contains(&text.len()) {
            return Err(Error::Length);
        }
        let allowed = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if !text.bytes().all(allowed) {
            return Err(Error::Character);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_known_directories_are_accepted() {
        for code in ["RU-MOW", "77", "KZ-75", "ABCDEFGHIJ"] {
            assert_eq!(RegionCode::parse(code).unwrap().as_str(), code);
        }
    }

    #[test]
    fn other_texts_are_refused() {
        assert_eq!(RegionCode::parse(""), Err(Error::Length));
        assert_eq!(RegionCode::parse("R"), Err(Error::Length));
        assert_eq!(RegionCode::parse("ABCDEFGHIJK"), Err(Error::Length));
        for code in ["ru-mow", "RU MOW", "RU_MOW", "МОС", "RU\0"] {
            assert_eq!(RegionCode::parse(code), Err(Error::Character), "{code}");
        }
    }
}
