use kabinet_domain::Channel;
use rusmpp::CommandStatus;
use rusmpp::pdus::SubmitSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::Ton;

use super::text::{self, Field};
use crate::message::Draft;

/// Of `esm_class`: the text starts with a header, as the parts of a long message do.
const HEADER_INDICATOR: u8 = 0x40;
/// Digits of an international number (E.164, section 6).
const MAX_DIGITS: usize = 15;

/// Reads a submission into a draft, or says which status refuses it.
pub(super) fn read(submit: &SubmitSm) -> Result<Draft, CommandStatus> {
    let digits = submit.destination_addr.as_str();
    let digits = digits.strip_prefix('+').unwrap_or(digits);
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    if digits.is_empty() || digits.len() > MAX_DIGITS || !are_digits {
        return Err(CommandStatus::EsmeRinvdstadr);
    }
    if u8::from(submit.esm_class) & HEADER_INDICATOR != 0 {
        return Err(CommandStatus::EsmeRinvesmclass);
    }
    let (octets, field) = text_of(submit)?;
    Ok(Draft {
        channel: Channel::Sms,
        to: international(submit.dest_addr_ton, digits),
        from: submit.source_addr.as_str().to_owned(),
        subject: None,
        text: text::decode(submit.data_coding, octets, field)?,
        html: None,
        headers: Vec::new(),
    })
}

fn international(ton: Ton, digits: &str) -> String {
    match ton {
        Ton::International => format!("+{digits}"),
        _ => digits.to_owned(),
    }
}

/// Finds the text; it must not stand in both fields (SMPP 3.4, 4.4.1).
fn text_of(submit: &SubmitSm) -> Result<(&[u8], Field), CommandStatus> {
    let short_message = submit.short_message().as_ref();
    let payload = submit.tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::MessagePayload(payload)) => Some(payload.value.as_ref()),
        _ => None,
    });
    match payload {
        None => Ok((short_message, Field::ShortMessage)),
        Some(payload) if short_message.is_empty() => Ok((payload, Field::Payload)),
        Some(_) => Err(CommandStatus::EsmeRtlvnotallwd),
    }
}
