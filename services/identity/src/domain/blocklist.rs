use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization as _;

use super::password::Password;

const EMBEDDED: &str = include_str!("../../data/blocked_passwords.txt");

/// Passwords that are tried first by whoever guesses (ASVS 6.2.4), without regard to case.
#[derive(Debug)]
pub(crate) struct Blocklist {
    passwords: HashSet<String>,
}

impl Blocklist {
    /// Takes the list that ships with the service.
    pub(crate) fn embedded() -> Self {
        Self::with_passwords("")
    }

    /// Adds the operator's list, one password a line.
    pub(crate) fn with_passwords(passwords: &str) -> Self {
        let passwords = [EMBEDDED, passwords]
            .into_iter()
            .flat_map(str::lines)
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(fold)
            .collect();
        Self { passwords }
    }

    pub(crate) fn contains(&self, password: &Password) -> bool {
        self.passwords.contains(&fold(password.as_str()))
    }
}

fn fold(text: &str) -> String {
    caseless::default_case_fold_str(text).nfc().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_passwords_of_both_keyboard_layouts_are_blocked() {
        let list = Blocklist::embedded();
        for password in [
            "password1",
            "PassWord1",
            "qwerty123",
            "йцукенгш",
            "gfhjkm123",
            "Пароль123",
        ] {
            assert!(list.contains(&Password::new(password)), "{password}");
        }
        assert!(!list.contains(&Password::new("correct horse battery staple")));
    }

    #[test]
    fn list_of_the_operator_is_added() {
        let list = Blocklist::with_passwords("kabinet2026\n");
        assert!(list.contains(&Password::new("Kabinet2026")));
    }
}
