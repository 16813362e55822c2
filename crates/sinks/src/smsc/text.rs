use rusmpp::CommandStatus;
use rusmpp::values::DataCoding;

mod gsm7;

/// One segment: 160 septets of the GSM alphabet or 140 octets of UCS-2 (3GPP TS 23.040).
const SEGMENT_SEPTETS: usize = 160;
const SEGMENT_UCS2_OCTETS: usize = 140;
/// What is left of a segment beside the header of a part (3GPP TS 23.040, 9.2.3.24.1).
const PART_SEPTETS: usize = 153;
const PART_UCS2_OCTETS: usize = 134;
/// Parts that phones put together without fail.
const MAX_PARTS: usize = 8;

/// Where a submission holds its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// In `short_message`: one segment.
    ShortMessage,
    /// In `message_payload`: the centre cuts it into parts.
    Payload,
}

/// Decodes the text of a message.
pub(super) fn decode(
    coding: DataCoding,
    octets: &[u8],
    field: Field,
) -> Result<String, CommandStatus> {
    let (text, segment, part) = match coding {
        DataCoding::McSpecific => (gsm7::decode(octets), SEGMENT_SEPTETS, PART_SEPTETS),
        DataCoding::Ucs2 => (decode_ucs2(octets), SEGMENT_UCS2_OCTETS, PART_UCS2_OCTETS),
        _ => return Err(CommandStatus::EsmeRinvdcs),
    };
    let max_octets = match field {
        Field::ShortMessage => segment,
        Field::Payload => MAX_PARTS * part,
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

    fn decode(coding: DataCoding, octets: &[u8]) -> Result<String, CommandStatus> {
        super::decode(coding, octets, Field::ShortMessage)
    }

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
    fn payload_is_as_long_as_eight_parts() {
        let payload = |coding, octets: &[u8]| super::decode(coding, octets, Field::Payload);
        let too_long = Err(CommandStatus::EsmeRinvmsglen);
        assert!(payload(DataCoding::McSpecific, &[b'a'; 1_224]).is_ok());
        assert_eq!(payload(DataCoding::McSpecific, &[b'a'; 1_225]), too_long);
        assert!(payload(DataCoding::Ucs2, &ucs2(&"я".repeat(536))).is_ok());
        assert_eq!(payload(DataCoding::Ucs2, &ucs2(&"я".repeat(537))), too_long);
        assert_eq!(payload(DataCoding::Ucs2, b""), too_long);
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
