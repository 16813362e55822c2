/// 3GPP TS 23.038, section 6.2.1; the escape has no character of its own.
const ALPHABET: &str = concat!(
    "@£$¥èéùìòÇ\nØø\rÅå",
    "Δ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ",
    " !\"#¤%&'()*+,-./",
    "0123456789:;<=>?",
    "¡ABCDEFGHIJKLMNO",
    "PQRSTUVWXYZÄÖÑÜ§",
    "¿abcdefghijklmno",
    "pqrstuvwxyzäöñüà",
);
const ESCAPE: u8 = 0x1b;

/// Reads septets that stand in an octet each, as SMPP carries them.
pub(super) fn decode(octets: &[u8]) -> Option<String> {
    let alphabet: Vec<char> = ALPHABET.chars().collect();
    let mut text = String::with_capacity(octets.len());
    let mut septets = octets.iter().copied();
    while let Some(septet) = septets.next() {
        let character = match septet {
            ESCAPE => extension(septets.next()?)?,
            _ => *alphabet.get(usize::from(septet))?,
        };
        text.push(character);
    }
    Some(text)
}

/// 3GPP TS 23.038, section 6.2.1.1.
fn extension(septet: u8) -> Option<char> {
    let character = match septet {
        0x0a => '\u{c}',
        0x14 => '^',
        0x28 => '{',
        0x29 => '}',
        0x2f => '\\',
        0x3c => '[',
        0x3d => '~',
        0x3e => ']',
        0x40 => '|',
        0x65 => '€',
        _ => return None,
    };
    Some(character)
}

#[cfg(test)]
mod tests {
    use rusmpp::extra::encoding::gsm7bit::Gsm7BitUnpacked;

    use super::*;

    #[test]
    fn alphabet_has_a_character_for_every_septet() {
        assert_eq!(ALPHABET.chars().count(), 128);
    }

    #[test]
    fn what_a_client_encodes_is_read_back() {
        let text: String = ALPHABET.replace('\u{1b}', "") + "^{}\\[~]|€";
        let octets = Gsm7BitUnpacked::new().encode_to_vec(&text).unwrap();
        assert_eq!(decode(&octets), Some(text));
    }

    #[test]
    fn septets_without_a_character_are_refused() {
        for octets in [&[0x80][..], &[0xff], &[ESCAPE], &[ESCAPE, 0x41]] {
            assert_eq!(decode(octets), None, "{octets:?}");
        }
    }
}
