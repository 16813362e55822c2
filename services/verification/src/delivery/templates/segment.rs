use rusmpp::extra::encoding::gsm7bit::Gsm7BitUnpacked;

/// Most parts of a long text message.
const MAX_PARTS: usize = 6;

/// Alphabet of a text message (3GPP TS 23.038).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::delivery) enum Alphabet {
    /// The default alphabet, one octet per septet.
    Gsm7,
    /// UTF-16 in big-endian order.
    Ucs2,
}

/// How long a text message may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    /// One segment.
    Segment,
    /// As many parts as a message with a link needs, within a bound.
    Long,
}

impl Alphabet {
    /// Chooses the alphabet of a text, and counts the text in its units.
    pub(in crate::delivery) fn of(text: &str) -> (Self, usize) {
        match Gsm7BitUnpacked::new().encode_to_vec(text) {
            Ok(septets) => (Self::Gsm7, septets.len()),
            Err(_) => (Self::Ucs2, text.encode_utf16().count()),
        }
    }

    /// Returns how many units a text message of that size takes.
    pub(in crate::delivery) fn limit(self, size: Size) -> usize {
        match size {
            Size::Segment => self.segment(),
            Size::Long => MAX_PARTS * self.part(),
        }
    }

    /// Encodes a text of this alphabet.
    pub(in crate::delivery) fn encode(text: &str) -> (Self, Vec<u8>) {
        if let Ok(septets) = Gsm7BitUnpacked::new().encode_to_vec(text) {
            (Self::Gsm7, septets)
        } else {
            let units = text.encode_utf16().flat_map(u16::to_be_bytes);
            (Self::Ucs2, units.collect())
        }
    }

    fn segment(self) -> usize {
        match self {
            Self::Gsm7 => 160,
            Self::Ucs2 => 70,
        }
    }

    /// What is left of a segment beside the header of a part (3GPP TS 23.040, 9.2.3.24.1), less one
    /// unit: a character of two is not divided.
    fn part(self) -> usize {
        match self {
            Self::Gsm7 => 153 - 1,
            Self::Ucs2 => 67 - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_takes_the_narrowest_alphabet() {
        assert_eq!(Alphabet::of("code 1"), (Alphabet::Gsm7, 6));
        // An extended character takes two septets.
        assert_eq!(Alphabet::of("[1]"), (Alphabet::Gsm7, 5));
        assert_eq!(Alphabet::of("код 1"), (Alphabet::Ucs2, 5));
    }

    #[test]
    fn link_with_a_token_takes_one_septet_for_each_character() {
        let link = "https://kabinet.example.com/a#AZaz09-_";
        assert_eq!(Alphabet::of(link), (Alphabet::Gsm7, link.len()));
    }

    #[test]
    fn at_sign_is_zero_in_the_default_alphabet() {
        assert_eq!(Alphabet::encode("@a"), (Alphabet::Gsm7, vec![0, b'a']));
        assert_eq!(Alphabet::encode("я"), (Alphabet::Ucs2, vec![0x04, 0x4f]));
    }
}
