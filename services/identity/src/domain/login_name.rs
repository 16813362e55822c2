//! Login names: what they may look like, and when two are the same.

use std::fmt;

use kabinet_domain::shape;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::{MixedScript as _, confusable_detection::skeleton};

use super::finding::Finding;
use super::reserved::Reserved;

pub(crate) const MIN_LENGTH: usize = 3;
pub(crate) const MAX_LENGTH: usize = 32;
/// A phone number without its country code has seven digits at least; names of people and years of
/// birth have fewer.
const ACCOUNT_NUMBER_DIGITS: usize = 7;

/// A login name that keeps every rule; `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct LoginName(String);

impl LoginName {
    /// Reads a login name, or tells every rule that it breaks.
    pub(crate) fn parse(text: &str, reserved: &Reserved) -> Result<Self, Vec<Finding>> {
        let findings = check(text, reserved);
        if findings.is_empty() {
            Ok(Self(text.nfkc().collect()))
        } else {
            Err(findings)
        }
    }

    /// Returns the name as the person typed it.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the form in which names that look alike are the same.
    pub(crate) fn key(&self) -> String {
        key(&self.0)
    }
}

impl fmt::Debug for LoginName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LoginName([redacted])")
    }
}

/// Folds compatibility forms, case and confusable characters (UTS 39, section 4).
pub(crate) fn key(text: &str) -> String {
    let folded = fold(text);
    // The skeleton turns 0 into O: only folded once more is it the same for O, o and 0.
    fold(&skeleton(&folded).collect::<String>())
}

fn fold(text: &str) -> String {
    let compatible: String = text.nfkc().collect();
    caseless::default_case_fold_str(&compatible)
        .nfkc()
        .collect()
}

fn check(text: &str, reserved: &Reserved) -> Vec<Finding> {
    let text: String = text.nfkc().collect();
    let length = text.chars().count();
    let rules = [
        (length < MIN_LENGTH, Finding::LoginTooShort),
        (length > MAX_LENGTH, Finding::LoginTooLong),
        (!text.chars().all(is_allowed), Finding::LoginCharacters),
        (!text.starts_with(is_letter), Finding::LoginStart),
        (shape::looks_like_phone(&text), Finding::LoginLikePhone),
        (shape::looks_like_email(&text), Finding::LoginLikeEmail),
        (
            is_like_account_number(&text),
            Finding::LoginLikeAccountNumber,
        ),
        (reserved.contains(&text), Finding::LoginReserved),
        (
            !text.as_str().is_single_script(),
            Finding::LoginMixedScripts,
        ),
    ];
    rules
        .into_iter()
        .filter_map(|(broken, finding)| broken.then_some(finding))
        .collect()
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic() && !character.is_numeric()
}

fn is_allowed(character: char) -> bool {
    is_letter(character) || character.is_ascii_digit() || matches!(character, '.' | '-' | '_')
}

fn is_like_account_number(text: &str) -> bool {
    shape::looks_like_account_number(text) || longest_run_of_digits(text) >= ACCOUNT_NUMBER_DIGITS
}

/// Counts through separators, because numbers are written with them.
fn longest_run_of_digits(text: &str) -> usize {
    text.split(char::is_alphabetic)
        .map(|run| {
            run.chars()
                .filter(|character| character.is_numeric())
                .count()
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn findings(text: &str) -> Vec<Finding> {
        check(text, &Reserved::embedded())
    }

    #[test]
    fn ordinary_names_are_accepted() {
        for name in [
            "ivan",
            "Ivan.Petrov",
            "anna-maria_1990",
            "Иван",
            "élodie",
            "x1y2z3",
            "ivan2024",
        ] {
            assert_eq!(findings(name), [], "{name}");
        }
    }

    #[test]
    fn every_broken_rule_is_told_at_once() {
        assert_eq!(findings("1"), [Finding::LoginTooShort, Finding::LoginStart]);
        assert_eq!(
            findings("ivan petrov with a rather long name"),
            [Finding::LoginTooLong, Finding::LoginCharacters]
        );
    }

    #[test]
    fn shapes_of_phones_mails_and_account_numbers_are_refused() {
        for (name, finding) in [
            ("+79000000001", Finding::LoginLikePhone),
            ("8-900-000-00-01", Finding::LoginLikePhone),
            ("８９０００００００１", Finding::LoginLikePhone),
            ("ivan@example.com", Finding::LoginLikeEmail),
            ("ivan＠example.com", Finding::LoginLikeEmail),
            ("77012345678", Finding::LoginLikeAccountNumber),
            ("a1234567890", Finding::LoginLikeAccountNumber),
            ("ls-77-012345", Finding::LoginLikeAccountNumber),
            ("contract-12.34.567", Finding::LoginLikeAccountNumber),
            ("petrov9000000001", Finding::LoginLikeAccountNumber),
        ] {
            assert!(
                findings(name).contains(&finding),
                "{name}: {:?}",
                findings(name)
            );
        }
    }

    #[test]
    fn reserved_words_are_refused_in_every_disguise() {
        for name in [
            "admin",
            "Admin",
            "ADMIN",
            "ad.min",
            "ａｄｍｉｎ",
            "support",
            "поддержка",
        ] {
            assert_eq!(findings(name), [Finding::LoginReserved], "{name}");
        }
    }

    #[test]
    fn mixed_scripts_are_refused() {
        // The third character is the Cyrillic а.
        assert_eq!(findings("ivаn"), [Finding::LoginMixedScripts]);
    }

    #[test]
    fn names_that_look_alike_are_the_same() {
        for (left, right) in [
            ("Ivan", "ivan"),
            ("user0", "usero"),
            ("user1", "userl"),
            ("сосо", "coco"),
            ("ｉｖａｎ", "ivan"),
        ] {
            assert_eq!(key(left), key(right), "{left} {right}");
        }
        assert_ne!(key("ivan.petrov"), key("ivanpetrov"));
    }

    proptest! {
        #[test]
        fn no_text_makes_the_rules_panic(text in "\\PC{0,64}") {
            let _ = findings(&text);
            let _ = key(&text);
        }

        #[test]
        fn case_never_tells_two_names_apart(text in "[a-zA-Zа-яА-Я0-9._-]{1,32}") {
            prop_assert_eq!(key(&text), key(&text.to_uppercase()));
        }
    }
}
