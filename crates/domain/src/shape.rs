//! What a text looks like to a person, whatever it is: login names must look like none of these.
//!
//! Wider than the parsers on purpose: a login name that could pass for somebody's phone, e-mail
//! address or account number would let one person pose as another.

use unicode_normalization::UnicodeNormalization;

const MIN_PHONE_DIGITS: usize = 5;
const MIN_ACCOUNT_DIGITS: usize = 5;
/// Letters that operators put before the digits of an account or contract number.
const MAX_ACCOUNT_PREFIX: usize = 4;

/// Says whether the text is digits with the separators that people put into phone numbers.
pub fn looks_like_phone(text: &str) -> bool {
    let text: String = text.nfkc().collect();
    let text = text.trim();
    let text = text.strip_prefix('+').unwrap_or(text);
    digits_between_separators(text) >= Some(MIN_PHONE_DIGITS)
}

/// Says whether the text has an at sign, of any width.
pub fn looks_like_email(text: &str) -> bool {
    text.nfkc().any(|character| character == '@')
}

/// Says whether the text is a number with at most a short prefix of letters, such as `77-012345678`,
/// `№ 1234567` or `AB1234567`.
pub fn looks_like_account_number(text: &str) -> bool {
    let text: String = text.nfkc().collect();
    let text = text.trim_start_matches(|character: char| !character.is_alphanumeric());
    let rest = text.trim_start_matches(char::is_alphabetic);
    let prefix = text[..text.len() - rest.len()].chars().count();
    prefix <= MAX_ACCOUNT_PREFIX && digits_between_separators(rest) >= Some(MIN_ACCOUNT_DIGITS)
}

/// Counts the digits of a text that has nothing but digits and separators.
fn digits_between_separators(text: &str) -> Option<usize> {
    let mut digits = 0;
    for character in text.chars() {
        if character.is_numeric() {
            digits += 1;
        } else if character.is_alphanumeric() {
            return None;
        }
    }
    Some(digits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn phones_in_any_dress_are_recognised() {
        for text in [
            "+79000000001",
            "89000000001",
            "8 (900) 000-00-01",
            "8.900.000.00.01",
            "900_000_00_01",
            "00-01-02",
            "\u{ff18}9000000001",
            "٨٩٠٠٠٠",
        ] {
            assert!(looks_like_phone(text), "{text}");
        }
        for text in ["", "ivan", "ivan79000000001", "1234", "a-1-2-3-4-5"] {
            assert!(!looks_like_phone(text), "{text}");
        }
    }

    #[test]
    fn addresses_are_recognised_by_the_at_sign() {
        for text in [
            "ivan@example.com",
            "@",
            "ivan\u{ff20}example.com",
            "iv\u{fe6b}n",
        ] {
            assert!(looks_like_email(text), "{text}");
        }
        assert!(!looks_like_email("ivan.example.com"));
    }

    #[test]
    fn account_and_contract_numbers_are_recognised() {
        for text in [
            "770123456",
            "77-012345-678",
            "№ 1234567",
            "AB1234567",
            "ab-12345",
            "acc_12345",
            "ЛС1234567",
            "#12345",
        ] {
            assert!(looks_like_account_number(text), "{text}");
        }
        for text in [
            "ivan",
            "ivan1988",
            "ivanov12345",
            "a1b2c3d4e5",
            "room-101",
            "",
        ] {
            assert!(!looks_like_account_number(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            looks_like_phone(&text);
            looks_like_email(&text);
            looks_like_account_number(&text);
        }
    }
}
