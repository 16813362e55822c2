//! Passwords as they are compared: one normalisation, and never shown.

use std::fmt;

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

/// Version of the normalisation, kept in every record.
pub(crate) const NORMALISATION: u32 = 1;

/// A password in normalisation form C (NIST SP 800-63B-4, section 3.1.1.2); `Debug` does not show it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Password(Zeroizing<String>);

impl Password {
    pub(crate) fn new(text: &str) -> Self {
        // One allocation that is large enough: growing would leave a copy behind.
        let mut normalised = Zeroizing::new(String::with_capacity(text.len() * 3));
        normalised.extend(text.nfc());
        Self(normalised)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }

    /// Returns the length in code points.
    pub(crate) fn length(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn composed_and_decomposed_spellings_are_one_password() {
        let (composed, decomposed) = (
            Password::new("\u{e9}\u{439}"),
            Password::new("e\u{301}\u{438}\u{306}"),
        );
        assert_eq!(composed, decomposed);
        assert_eq!(composed.length(), 2);
    }

    #[test]
    fn compatibility_forms_stay_apart() {
        assert_ne!(Password::new("ﬁ"), Password::new("fi"));
    }

    #[test]
    fn debug_does_not_show_the_password() {
        assert_eq!(
            format!("{:?}", Password::new("secret")),
            "Password([redacted])"
        );
    }
}
