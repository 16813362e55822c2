use std::str::FromStr as _;
use std::time::Duration;

use kabinet_domain::MobileNumber;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::MessageSubmissionRequestTlvValue;
use rusmpp::types::{AnyOctetString, COctetString, EmptyOrFullCOctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, MessagePayload, Npi, RegisteredDelivery, Ton};

use crate::delivery::templates::{Alphabet, Size};

/// Longest relative time that the form has room for: 99 h.
const MAX_VALIDITY_SECONDS: u64 = 99 * 3_600;

/// Builds the submission of a text; nothing when a value does not fit, or the text is longer than it
/// may be.
pub(super) fn submit_sm(
    source: &str,
    to: &MobileNumber,
    text: &str,
    size: Size,
    validity: Duration,
) -> Option<SubmitSm> {
    let (alphabet, octets) = Alphabet::encode(text);
    let (_, length) = Alphabet::of(text);
    if length > alphabet.limit(size) {
        return None;
    }
    let (ton, npi) = if source.bytes().all(|byte| byte.is_ascii_digit()) {
        (Ton::International, Npi::Isdn)
    } else {
        (Ton::Alphanumeric, Npi::Unknown)
    };
    let data_coding = match alphabet {
        Alphabet::Gsm7 => DataCoding::McSpecific,
        Alphabet::Ucs2 => DataCoding::Ucs2,
    };
    let mut message = SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(COctetString::from_str(source).ok()?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(COctetString::from_str(to.e164().strip_prefix('+')?).ok()?)
        // Their defaults are 0x08 and 0x1D on the wire.
        .esm_class(EsmClass::from(0))
        .registered_delivery(RegisteredDelivery::from(1))
        .validity_period(EmptyOrFullCOctetString::from_str(&relative(validity)).ok()?)
        .data_coding(data_coding)
        .build();
    if length > alphabet.limit(Size::Segment) {
        // The centre cuts it: the parts of one submission are put together by every phone.
        let payload = MessagePayload::new(AnyOctetString::from_vec(octets));
        message.push_tlv(MessageSubmissionRequestTlvValue::MessagePayload(payload));
    } else {
        message.set_short_message(OctetString::from_vec(octets).ok()?);
    }
    Some(message)
}

/// Relative time (SMPP 3.4, 7.1.1.2): `YYMMDDhhmmss000R`.
fn relative(duration: Duration) -> String {
    let seconds = duration.as_secs().clamp(1, MAX_VALIDITY_SECONDS);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let (days, hours) = (hours / 24, hours % 24);
    format!("0000{days:02}{hours:02}{minutes:02}{seconds:02}000R")
}

#[cfg(test)]
mod tests {
    use rusmpp::tlvs::TlvValue;

    use super::*;

    fn sized(text: &str, size: Size) -> Option<SubmitSm> {
        let to = MobileNumber::parse("+79000000001").unwrap();
        submit_sm("Kabinet", &to, text, size, Duration::from_secs(541))
    }

    fn message(text: &str) -> Option<SubmitSm> {
        sized(text, Size::Segment)
    }

    #[test]
    fn flags_are_what_goes_over_the_wire() {
        let message = message("код 1").unwrap();
        assert_eq!(u8::from(message.esm_class), 0);
        assert_eq!(u8::from(message.registered_delivery), 1);
        assert_eq!(message.data_coding, DataCoding::Ucs2);
        assert_eq!(message.source_addr_ton, Ton::Alphanumeric);
        assert_eq!(message.destination_addr.as_str(), "79000000001");
        assert_eq!(message.validity_period.as_str(), "000000000901000R");
        assert_eq!(message.short_message().as_ref().len(), 10);
    }

    #[test]
    fn at_sign_of_the_default_alphabet_is_kept() {
        let message = message("@a").unwrap();
        assert_eq!(message.data_coding, DataCoding::McSpecific);
        assert_eq!(message.short_message().as_ref(), [0, b'a']);
    }

    #[test]
    fn text_of_one_segment_is_never_cut_in_two() {
        assert!(message(&"a".repeat(160)).is_some());
        assert!(message(&"a".repeat(161)).is_none());
        assert!(message(&"я".repeat(71)).is_none());
    }

    #[test]
    fn long_text_goes_whole_into_the_payload() {
        for (text, limit) in [("a", 912), ("я", 396)] {
            let message = sized(&text.repeat(limit), Size::Long).unwrap();
            assert_eq!(message.sm_length(), 0);
            let [tlv] = message.tlvs() else {
                panic!("one parameter");
            };
            let Some(TlvValue::MessagePayload(payload)) = tlv.value() else {
                panic!("a payload");
            };
            assert_eq!(
                payload.value.as_ref(),
                Alphabet::encode(&text.repeat(limit)).1
            );
            assert!(sized(&text.repeat(limit + 1), Size::Long).is_none());
        }
        let short = sized("a", Size::Long).unwrap();
        assert_eq!((short.sm_length(), short.tlvs().len()), (1, 0));
    }
}
