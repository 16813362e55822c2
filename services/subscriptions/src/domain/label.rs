//! A person's own name for a service.

use std::fmt;

use thiserror::Error;

/// Longest label, in characters.
const MAX_LENGTH: usize = 60;

/// Tells that a text is no label.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("must be one line of at most {MAX_LENGTH} characters")]
pub(crate) struct ParseLabelError;

/// A label that is not empty; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Label(String);

impl Label {
    /// Reads a label; a text without anything to see is none.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, ParseLabelError> {
        let text = text.trim();
        if text.chars().count() > MAX_LENGTH || text.chars().any(breaks_the_line) {
            return Err(ParseLabelError);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// Returns the text.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Label([redacted])")
    }
}

/// Control characters, line separators, and marks that turn the direction of what follows.
fn breaks_the_line(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_is_a_label() {
        let label = Label::parse(" Дача, 2-й этаж 🏡 ").unwrap().unwrap();
        assert_eq!(label.as_str(), "Дача, 2-й этаж 🏡");
        assert_eq!(Label::parse(" \t "), Ok(None));
        assert!(Label::parse(&"ё".repeat(60)).unwrap().is_some());
        assert_eq!(format!("{label:?}"), "Label([redacted])");
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "a\nb",
            "a\u{0}b",
            "a\u{2028}b",
            "\u{202e}a",
            &"ё".repeat(61),
        ] {
            assert_eq!(Label::parse(text), Err(ParseLabelError), "{text:?}");
        }
    }
}
