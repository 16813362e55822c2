//! Names of people, in any script.

use std::fmt;

use thiserror::Error;
use unicode_normalization::UnicodeNormalization;

use crate::character::{is_letter, is_mark};

/// Code points of the composed form.
const MAX_LENGTH: usize = 100;
/// A composed character stems from a handful of code points at most, each of four octets at most.
const MAX_INPUT_OCTETS: usize = MAX_LENGTH * 16;

/// Tells why a text is not a name.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Error {
    /// Nothing but space was given.
    #[error("must not be empty")]
    Empty,
    /// The name is longer than it may be.
    #[error("must have at most {MAX_LENGTH} characters")]
    TooLong,
    /// The name has a character that no name has.
    #[error("may have letters, hyphens, apostrophes, full stops and spaces only")]
    Character,
}

/// Holds a family, given or middle name in its composed form; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PersonName(String);

impl PersonName {
    /// Reads a name; runs of spaces become one.
    pub fn parse(text: &str) -> Result<Self, Error> {
        if text.len() > MAX_INPUT_OCTETS {
            return Err(Error::TooLong);
        }
        let words: Vec<&str> = text
            .split(is_space)
            .filter(|word| !word.is_empty())
            .collect();
        let name: String = words.join(" ").nfc().collect();
        if name.is_empty() {
            return Err(Error::Empty);
        }
        if name.chars().count() > MAX_LENGTH {
            return Err(Error::TooLong);
        }
        let allowed =
            |character| is_letter(character) || is_mark(character) || is_joiner(character);
        if !name.chars().all(allowed) || !name.contains(is_letter) || name.starts_with(is_mark) {
            return Err(Error::Character);
        }
        Ok(Self(name))
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName([redacted])")
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\u{a0}')
}

/// Hyphens, apostrophes, the full stop of `St.` and the middle dots of Catalan and of transcriptions.
fn is_joiner(character: char) -> bool {
    matches!(
        character,
        ' ' | '-' | '\u{2010}' | '\u{2011}' | '\'' | '\u{2019}' | '.' | '\u{b7}' | '\u{30fb}'
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parsed(text: &str) -> Result<String, Error> {
        PersonName::parse(text).map(|name| name.as_str().to_owned())
    }

    #[test]
    fn names_of_many_scripts_are_accepted() {
        for name in [
            "Иванов",
            "Салтыков-Щедрин",
            "O'Brien",
            "O\u{2019}Brien",
            "'t Hooft",
            "van der Berg",
            "St. John",
            "Ә",
            "გიორგი",
            "王",
            "محمد",
            "Nguyễn",
            "हिन्दी",
            "Gal·la",
        ] {
            assert_eq!(parsed(name).as_deref(), Ok(name));
        }
    }

    #[test]
    fn name_is_trimmed_composed_and_single_spaced() {
        assert_eq!(parsed("  Анна \u{a0} Мария ").as_deref(), Ok("Анна Мария"));
        assert_eq!(parsed("Андреи\u{306}").as_deref(), Ok("Андрей"));
    }

    #[test]
    fn texts_that_are_no_names_are_refused() {
        for text in ["", " ", "\u{a0}"] {
            assert_eq!(parsed(text), Err(Error::Empty), "{text:?}");
        }
        for text in [
            "Иван\n",
            "Ив\tан",
            "Ив\0ан",
            "Ив\u{200b}ан",
            "Ив\u{202e}ан",
            "Ив\u{2028}ан",
            "\u{301}Иван",
            "-",
            "'",
            "Иван2",
            "<b>",
            "Ivan@example.com",
            "😀",
        ] {
            assert_eq!(parsed(text), Err(Error::Character), "{text:?}");
        }
    }

    #[test]
    fn length_counts_composed_characters() {
        assert!(parsed(&"я".repeat(100)).is_ok());
        assert!(parsed(&"e\u{301}".repeat(100)).is_ok());
        assert_eq!(parsed(&"я".repeat(101)), Err(Error::TooLong));
        assert_eq!(parsed(&" ".repeat(1_000_000)), Err(Error::TooLong));
    }

    #[test]
    fn debug_does_not_show_the_name() {
        let name = PersonName::parse("Иванов").unwrap();
        assert_eq!(format!("{name:?}"), "PersonName([redacted])");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = PersonName::parse(&text);
        }

        #[test]
        fn canonical_form_is_stable(text in "[\\p{L}\\p{M} '-]{1,20}") {
            if let Ok(name) = PersonName::parse(&text) {
                prop_assert_eq!(PersonName::parse(name.as_str()), Ok(name));
            }
        }
    }
}
