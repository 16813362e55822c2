use rusmpp::CommandStatus;
use rusmpp::values::DataCoding;

mod gsm7;

/// One segment: 160 septets of the GSM alphabet or 140 octets of UCS-2 (3GPP TS 23.040).
const MAX_SEPTETS: usize = 160;
const MAX_UCS2_OCTETS: usize = 140;

/// Decodes the text of a message of one segment.
pub(super) fn decode(coding: DataCoding, octets: &[u8]) -> Result<String, CommandStatus> {
    let (text, max_octets) = match coding {
        DataCoding::McSpecific => (gsm7::decode(octets), MAX_SEPTETS),
        DataCoding::Ucs2 => (decode_ucs2(octets), MAX_UCS2_OCTETS),
        _ => return Err(CommandStatus::EsmeRinvdcs),
    };
    if octets.is_empty() || octets.len() > max_octets {
        return Err(CommandStatus::EsmeRinvmsglen);
    }
    text.ok_or(CommandStatus::EsmeRsubmitfail)
}

fn decode_ucs2(octets: &[u8]) -> Option<String> {
    let (units, []) = octets.as_chunks() else {
        return None;
    };
    let units: Vec<u16> = units.iter().copied().map(u16::from_be_bytes).collect();
    String::from_utf16(&units).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ucs2(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    #[test]
    fn both_alphabets_are_read() {
        assert_eq!(
            decode(DataCoding::McSpecific, b"code 123").as_deref(),
            Ok("code 123")
        );
        assert_eq!(
            decode(DataCoding::Ucs2, &ucs2("код 123 😀")).as_deref(),
            Ok("код 123 😀")
        );
    }

    #[test]
    fn more_than_one_segment_is_refused() {
        let too_long = Err(CommandStatus::EsmeRinvmsglen);
        assert!(decode(DataCoding::McSpecific, &[b'a'; 160]).is_ok());
        assert_eq!(decode(DataCoding::McSpecific, &[b'a'; 161]), too_long);
        assert!(decode(DataCoding::Ucs2, &ucs2(&"я".repeat(70))).is_ok());
        assert_eq!(decode(DataCoding::Ucs2, &ucs2(&"я".repeat(71))), too_long);
        assert_eq!(decode(DataCoding::McSpecific, b""), too_long);
        assert_eq!(decode(DataCoding::Ucs2, b""), too_long);
    }

    #[test]
    fn octets_outside_the_alphabet_are_refused() {
        let failed = Err(CommandStatus::EsmeRsubmitfail);
        assert_eq!(decode(DataCoding::McSpecific, &[0x80]), failed);
        assert_eq!(decode(DataCoding::Ucs2, &[0x04]), failed);
        assert_eq!(decode(DataCoding::Ucs2, &[0xd8, 0x00]), failed);
        assert_eq!(
            decode(DataCoding::Latin1, b"text"),
            Err(CommandStatus::EsmeRinvdcs)
        );
    }
}
