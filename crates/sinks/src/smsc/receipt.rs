use rusmpp::pdus::{DeliverSm, SubmitSm};
use rusmpp::types::OctetString;
use rusmpp::values::{DataCoding, EsmClass, RegisteredDelivery};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;

use super::behaviour::Outcome;

/// Of `esm_class`: the text is a delivery receipt.
const DELIVERY_RECEIPT: u8 = 0x04;
/// SMPP 3.4, appendix B: `YYMMDDhhmm`.
const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year repr:last_two][month][day][hour][minute]");

/// Says whether the client asked for a receipt of this outcome (SMPP 3.4, section 5.2.17).
pub(super) fn is_wanted(wish: RegisteredDelivery, outcome: Outcome) -> bool {
    match u8::from(wish) & 0b11 {
        1 => true,
        2 => outcome == Outcome::Undeliverable,
        _ => false,
    }
}

/// Writes the receipt of a message, in the text form of SMPP 3.4, appendix B. It does not repeat
/// the beginning of the message's text, which may be a code.
pub(super) fn write(
    submit: &SubmitSm,
    message_id: &str,
    submit_time: OffsetDateTime,
    done_time: OffsetDateTime,
    outcome: Outcome,
) -> DeliverSm {
    let (delivered, state, error) = match outcome {
        Outcome::Delivered => ("001", "DELIVRD", "000"),
        Outcome::Undeliverable => ("000", "UNDELIV", "001"),
    };
    let text = format!(
        "id:{message_id} sub:001 dlvrd:{delivered} submit date:{} done date:{} stat:{state} err:{error} text:",
        minutes(submit_time),
        minutes(done_time),
    );
    DeliverSm::builder()
        .source_addr_ton(submit.dest_addr_ton)
        .source_addr_npi(submit.dest_addr_npi)
        .source_addr(submit.destination_addr.clone())
        .dest_addr_ton(submit.source_addr_ton)
        .dest_addr_npi(submit.source_addr_npi)
        .destination_addr(submit.source_addr.clone())
        .esm_class(EsmClass::from(DELIVERY_RECEIPT))
        .registered_delivery(RegisteredDelivery::from(0))
        .data_coding(DataCoding::McSpecific)
        .short_message(
            OctetString::from_string(text).expect("a receipt is shorter than 255 octets"),
        )
        .build()
}

fn minutes(time: OffsetDateTime) -> String {
    time.format(TIME)
        .expect("every time has a year, a month, a day, an hour and a minute")
}

#[cfg(test)]
mod tests {
    use rusmpp::types::COctetString;
    use rusmpp::values::Ton;
    use time::macros::datetime;

    use super::*;

    fn receipt(outcome: Outcome) -> DeliverSm {
        let submit = SubmitSm::builder()
            .source_addr_ton(Ton::Alphanumeric)
            .source_addr(COctetString::from_static_slice(b"Kabinet\0").unwrap())
            .dest_addr_ton(Ton::International)
            .destination_addr(COctetString::from_static_slice(b"79000000001\0").unwrap())
            .build();
        write(
            &submit,
            "00ff",
            datetime!(2026-01-02 03:04:59 UTC),
            datetime!(2026-01-02 03:05 UTC),
            outcome,
        )
    }

    #[test]
    fn receipt_has_the_text_form_of_the_standard() {
        let delivered = receipt(Outcome::Delivered);
        assert_eq!(
            delivered.short_message().to_str().unwrap(),
            "id:00ff sub:001 dlvrd:001 submit date:2601020304 done date:2601020305 stat:DELIVRD err:000 text:"
        );
        let failed = receipt(Outcome::Undeliverable);
        assert_eq!(
            failed.short_message().to_str().unwrap(),
            "id:00ff sub:001 dlvrd:000 submit date:2601020304 done date:2601020305 stat:UNDELIV err:001 text:"
        );
    }

    #[test]
    fn receipt_travels_the_other_way_and_says_what_it_is() {
        let receipt = receipt(Outcome::Delivered);
        assert_eq!(receipt.source_addr.as_str(), "79000000001");
        assert_eq!(receipt.source_addr_ton, Ton::International);
        assert_eq!(receipt.destination_addr.as_str(), "Kabinet");
        assert_eq!(receipt.dest_addr_ton, Ton::Alphanumeric);
        assert_eq!(u8::from(receipt.esm_class), 0x04);
        assert_eq!(u8::from(receipt.registered_delivery), 0);
    }

    #[test]
    fn receipt_is_sent_only_when_asked_for() {
        for (wish, delivered, failed) in [
            (0, false, false),
            (1, true, true),
            (2, false, true),
            (3, false, false),
            (0x11, true, true),
        ] {
            let wish = RegisteredDelivery::from(wish);
            assert_eq!(is_wanted(wish, Outcome::Delivered), delivered, "{wish:?}");
            assert_eq!(is_wanted(wish, Outcome::Undeliverable), failed, "{wish:?}");
        }
    }
}
