/// Fewest digits of a code.
pub(crate) const MIN_CODE_LENGTH: u8 = 6;
/// Most digits of a code.
pub(crate) const MAX_CODE_LENGTH: u8 = 10;

/// The HMAC that a code is cut from.
pub(crate) struct CodeSeed(pub [u8; 32]);

impl CodeSeed {
    /// Cuts a code of that many decimal digits from the seed.
    pub(crate) fn code(&self, length: u8) -> String {
        // 64 bits keep the bias of the remainder below 1e-9.
        let (leading, _) = self.0.as_chunks();
        let number = u64::from_be_bytes(leading[0]);
        let width = usize::from(length);
        format!("{:0width$}", number % 10_u64.pow(u32::from(length)))
    }
}

/// Returns a code as people type it without its blanks, spaces and dashes.
///
/// Anything else stays: such a text is compared, is wrong, and costs an attempt like any wrong code.
pub(crate) fn typed(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_whitespace() && !is_dash(*character))
        .collect()
}

fn is_dash(character: char) -> bool {
    matches!(character, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_has_its_length_with_leading_zeros() {
        let mut seed = [0; 32];
        seed[7] = 42;
        assert_eq!(CodeSeed(seed).code(6), "000042");
        assert_eq!(CodeSeed(seed).code(8), "00000042");
        assert_eq!(CodeSeed([0xff; 32]).code(6), "551615");
    }

    #[test]
    fn blanks_and_dashes_are_dropped_and_nothing_else() {
        for (text, code) in [
            ("123456", "123456"),
            (" 123 456\t", "123456"),
            ("123-456", "123456"),
            ("123\u{2013}456", "123456"),
            ("123\u{a0}456", "123456"),
            ("12345a", "12345a"),
            ("١٢٣٤٥٦", "١٢٣٤٥٦"),
        ] {
            assert_eq!(typed(text), code);
        }
    }
}
