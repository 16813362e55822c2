//! What a service is identified by.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::service_kind::ServiceKind;

/// Type of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(clippy::enum_variant_names, reason = "the words of the contract")]
pub(crate) enum IdentifierType {
    /// Telephone number.
    PhoneNumber,
    /// Number of the billing account.
    AccountNumber,
    /// Number of the contract as it stands on paper.
    ContractNumber,
}

impl IdentifierType {
    /// Every type.
    pub(crate) const ALL: [Self; 3] =
        [Self::PhoneNumber, Self::AccountNumber, Self::ContractNumber];

    /// Returns the word that tables and files have.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::PhoneNumber => "PHONE_NUMBER",
            Self::AccountNumber => "ACCOUNT_NUMBER",
            Self::ContractNumber => "CONTRACT_NUMBER",
        }
    }

    /// Reads the word that tables and files have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// An identifier in the one spelling that it is compared in; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Identifier {
    identifier_type: IdentifierType,
    value: String,
}

impl Identifier {
    /// Takes away how people and paper set numbers: spaces, hyphens, and lower case. A telephone
    /// number also loses brackets, and a national one gets its country (E.164).
    pub(crate) fn normalise(identifier_type: IdentifierType, text: &str) -> Self {
        let value = match identifier_type {
            IdentifierType::PhoneNumber => phone_number(text),
            IdentifierType::AccountNumber | IdentifierType::ContractNumber => plain(text),
        };
        Self {
            identifier_type,
            value,
        }
    }

    /// Returns the type.
    pub(crate) fn identifier_type(&self) -> IdentifierType {
        self.identifier_type
    }

    /// Returns the value in its one spelling.
    pub(crate) fn value(&self) -> &str {
        &self.value
    }

    /// Hides the middle: the first two and the last two characters stay, and a plus sign.
    pub(crate) fn masked(&self) -> String {
        const SHOWN: usize = 2;
        let (sign, digits) = match self.value.strip_prefix('+') {
            Some(digits) => ("+", digits),
            None => ("", self.value.as_str()),
        };
        let characters: Vec<char> = digits.chars().collect();
        let length = characters.len();
        if length <= 2 * SHOWN {
            return "*".repeat(length);
        }
        let masked = characters.iter().enumerate().map(|(place, character)| {
            if place < SHOWN || place >= length - SHOWN {
                *character
            } else {
                '*'
            }
        });
        sign.chars().chain(masked).collect()
    }
}

impl fmt::Debug for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identifier")
            .field("identifier_type", &self.identifier_type)
            .finish_non_exhaustive()
    }
}

/// Where an identifier is looked for: it is unique, if at all, within a region and a kind.
#[derive(Clone, Debug)]
pub(crate) struct LocatorKey<'a> {
    /// Region.
    pub(crate) region_code: &'a str,
    /// Kind of the service.
    pub(crate) kind: ServiceKind,
    /// Identifier.
    pub(crate) identifier: &'a Identifier,
}

fn plain(text: &str) -> String {
    let kept = text.chars().filter(|&character| !is_decoration(character));
    kept.map(|character| character.to_ascii_uppercase())
        .collect()
}

fn phone_number(text: &str) -> String {
    let is_bracket = |character| matches!(character, '(' | ')' | '.');
    let digits: String = text
        .chars()
        .filter(|&character| !is_decoration(character) && !is_bracket(character))
        .collect();
    // Within the country a number is dialled with 8, and written with 7 by whoever forgets the plus.
    match digits.as_bytes() {
        [b'7' | b'8', ..] if digits.len() == 11 => format!("+7{}", &digits[1..]),
        [b'3' | b'4' | b'8' | b'9', ..] if digits.len() == 10 => format!("+7{digits}"),
        _ => digits,
    }
}

/// Spaces of every width, and every hyphen that a keyboard or a word processor makes.
fn is_decoration(character: char) -> bool {
    character.is_whitespace() || matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(identifier_type: IdentifierType, text: &str) -> String {
        Identifier::normalise(identifier_type, text).value
    }

    #[test]
    fn spellings_of_one_phone_number_are_one() {
        for text in [
            "+79000000045",
            "89000000045",
            "79000000045",
            "9000000045",
            "+7 (900) 000-00-45",
            "8\u{a0}900 000\u{2011}00\u{2013}45",
        ] {
            assert_eq!(
                value(IdentifierType::PhoneNumber, text),
                "+79000000045",
                "{text}"
            );
        }
    }

    #[test]
    fn foreign_and_short_phone_numbers_stay_as_they_are() {
        for text in ["+49301234567", "112", "90000000451"] {
            assert_eq!(value(IdentifierType::PhoneNumber, text), text);
        }
    }

    #[test]
    fn leading_zeros_stay() {
        assert_eq!(
            value(IdentifierType::AccountNumber, " 0012-3456 7890 "),
            "001234567890"
        );
        assert_eq!(value(IdentifierType::ContractNumber, "ab-12/3"), "AB12/3");
    }

    #[test]
    fn middle_is_hidden() {
        for (text, masked) in [
            ("+79000000045", "+79*******45"),
            ("1234567", "12***67"),
            ("12345", "12*45"),
            ("1234", "****"),
            ("", ""),
        ] {
            let identifier = Identifier {
                identifier_type: IdentifierType::AccountNumber,
                value: text.to_owned(),
            };
            assert_eq!(identifier.masked(), masked, "{text}");
        }
    }

    #[test]
    fn debug_does_not_show_the_value() {
        let identifier = Identifier::normalise(IdentifierType::PhoneNumber, "+79000000045");
        assert!(!format!("{identifier:?}").contains("45"));
    }
}
