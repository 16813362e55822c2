use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::MessageState;

use crate::domain::DeliveryState;

/// Bits of `esm_class` that say what a message is, and the value for a delivery receipt.
const MESSAGE_TYPE: u8 = 0x3c;
const DELIVERY_RECEIPT: u8 = 0x04;

/// What a receipt says about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::delivery) struct Receipt {
    pub(in crate::delivery) message_id: String,
    pub(in crate::delivery) state: DeliveryState,
}

impl Receipt {
    /// Reads a receipt of a last state; other messages, and receipts on the way, say nothing.
    ///
    /// The optional parameters of 3.4 and 5.0 go before the text, whose form is only a suggestion
    /// (SMPP 3.4, appendix B).
    pub(super) fn read(message: &DeliverSm) -> Option<Self> {
        if u8::from(message.esm_class) & MESSAGE_TYPE != DELIVERY_RECEIPT {
            return None;
        }
        let text = String::from_utf8_lossy(message.short_message().as_ref());
        let message_id = parameter_id(message).or_else(|| field(&text, "id:"))?;
        let state = match parameter_state(message) {
            Some(state) => last_state(state)?,
            None => text_state(&field(&text, "stat:")?)?,
        };
        Some(Self { message_id, state })
    }
}

fn parameter_id(message: &DeliverSm) -> Option<String> {
    message.tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::ReceiptedMessageId(id)) => Some(id.as_str().to_owned()),
        _ => None,
    })
}

fn parameter_state(message: &DeliverSm) -> Option<MessageState> {
    message.tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::MessageState(state)) => Some(*state),
        _ => None,
    })
}

fn last_state(state: MessageState) -> Option<DeliveryState> {
    match state {
        MessageState::Delivered => Some(DeliveryState::Delivered),
        MessageState::Expired
        | MessageState::Deleted
        | MessageState::Undeliverable
        | MessageState::Rejected => Some(DeliveryState::Undelivered),
        MessageState::Unknown => Some(DeliveryState::Unknown),
        _ => None,
    }
}

fn text_state(word: &str) -> Option<DeliveryState> {
    match word.to_ascii_uppercase().as_str() {
        "DELIVRD" => Some(DeliveryState::Delivered),
        "EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD" => Some(DeliveryState::Undelivered),
        "UNKNOWN" => Some(DeliveryState::Unknown),
        _ => None,
    }
}

fn field(text: &str, name: &str) -> Option<String> {
    let value = text
        .split_ascii_whitespace()
        .find_map(|word| word.strip_prefix(name))?;
    (!value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::str::FromStr as _;

    use rusmpp::tlvs::MessageDeliveryRequestTlvValue;
    use rusmpp::types::{COctetString, OctetString};
    use rusmpp::values::EsmClass;

    use super::*;

    fn message(esm_class: u8, text: &str) -> DeliverSm {
        DeliverSm::builder()
            .esm_class(EsmClass::from(esm_class))
            .short_message(OctetString::from_str(text).unwrap())
            .build()
    }

    fn receipt(state: &str) -> Option<Receipt> {
        let text = format!(
            "id:00ff sub:001 dlvrd:001 submit date:2601020304 done date:2601020305 stat:{state} err:000 text:"
        );
        Receipt::read(&message(DELIVERY_RECEIPT, &text))
    }

    #[test]
    fn text_of_3_4_is_read() {
        for (word, state) in [
            ("DELIVRD", Some(DeliveryState::Delivered)),
            ("UNDELIV", Some(DeliveryState::Undelivered)),
            ("EXPIRED", Some(DeliveryState::Undelivered)),
            ("UNKNOWN", Some(DeliveryState::Unknown)),
            ("ENROUTE", None),
            ("ACCEPTD", None),
        ] {
            assert_eq!(receipt(word).map(|receipt| receipt.state), state, "{word}");
        }
        assert_eq!(receipt("DELIVRD").unwrap().message_id, "00ff");
    }

    #[test]
    fn optional_parameters_go_before_the_text() {
        let mut message = message(DELIVERY_RECEIPT, "id:1 stat:UNDELIV");
        message.push_tlv(MessageDeliveryRequestTlvValue::ReceiptedMessageId(
            COctetString::from_str("2").unwrap(),
        ));
        message.push_tlv(MessageDeliveryRequestTlvValue::MessageState(
            MessageState::Delivered,
        ));
        let receipt = Receipt::read(&message).unwrap();
        assert_eq!(receipt.message_id, "2");
        assert_eq!(receipt.state, DeliveryState::Delivered);
    }

    #[test]
    fn other_messages_are_no_receipts() {
        assert_eq!(Receipt::read(&message(0, "id:1 stat:DELIVRD")), None);
        assert_eq!(Receipt::read(&message(DELIVERY_RECEIPT, "hello")), None);
    }
}
