use std::str::FromStr as _;
use std::time::Duration;

use kabinet_domain::MobileNumber;
use rusmpp::pdus::SubmitSm;
use rusmpp::types::{COctetString, EmptyOrFullCOctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};

use crate::delivery::templates::Alphabet;

/// Longest relative time that the form has room for: 99 h.
const MAX_VALIDITY_SECONDS: u64 = 99 * 3_600;

/// Builds the submission of one segment; nothing when a value does not fit.
pub(super) fn submit_sm(
    source: &str,
    to: &MobileNumber,
    text: &str,
    validity: Duration,
) -> Option<SubmitSm> {
    let (alphabet, octets) = Alphabet::encode(text);
    let (_, length) = Alphabet::of(text);
    if length > alphabet.limit() {
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
    let message = SubmitSm::builder()
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
        .short_message(OctetString::from_vec(octets).ok()?)
        .build();
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
    use super::*;

    fn message(text: &str) -> Option<SubmitSm> {
        let to = MobileNumber::parse("+79000000001").unwrap();
        submit_sm("Kabinet", &to, text, Duration::from_secs(541))
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
    fn text_of_two_segments_is_never_sent() {
        assert!(message(&"a".repeat(160)).is_some());
        assert!(message(&"a".repeat(161)).is_none());
        assert!(message(&"я".repeat(71)).is_none());
    }
}
