use kabinet_domain::Channel;
use kabinet_peer::Failure;
use kabinet_proto::types::v1 as types;
use kabinet_proto::{timestamp, verification::v1 as pb};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::channel_name;

/// What a person may know of a code that is out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// How it was sent last.
    #[serde(with = "channel_name")]
    pub channel: Channel,
    /// Digits.
    pub length: i32,
    /// When it ends.
    pub expire_time: OffsetDateTime,
    /// When another message may be asked for; none where none may.
    pub resend_time: Option<OffsetDateTime>,
}

/// A code that verification has.
#[derive(Clone, Debug)]
pub struct Issued {
    /// Names it to verification; whoever keeps it seals it.
    pub handle: String,
    /// The rest.
    pub code: Code,
}

/// Reads what verification answers.
pub(crate) fn issued(verification: Option<pb::Verification>) -> Result<Issued, Failure> {
    verification
        .and_then(read)
        .ok_or_else(|| Failure::incomplete("verification"))
}

fn read(verification: pb::Verification) -> Option<Issued> {
    let channel = match verification.channel() {
        types::Channel::Unspecified => return None,
        types::Channel::Sms => Channel::Sms,
        types::Channel::Email => Channel::Email,
    };
    Some(Issued {
        code: Code {
            channel,
            length: verification.code_length,
            expire_time: timestamp::read(verification.expire_time.as_ref()?)?,
            resend_time: verification.resend_time.as_ref().and_then(timestamp::read),
        },
        handle: verification.handle,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> pb::Verification {
        pb::Verification {
            handle: "handle".to_owned(),
            channel: types::Channel::Sms.into(),
            code_length: 6,
            expire_time: Some(timestamp::write(OffsetDateTime::UNIX_EPOCH)),
            ..pb::Verification::default()
        }
    }

    #[test]
    fn answer_without_what_the_contract_promises_is_none() {
        let issued = issued(Some(answer())).unwrap();
        assert_eq!(issued.handle, "handle");
        assert_eq!(issued.code.resend_time, None);
        let without_channel = pb::Verification {
            channel: 0,
            ..answer()
        };
        let without_end = pb::Verification {
            expire_time: None,
            ..answer()
        };
        for answer in [None, Some(without_channel), Some(without_end)] {
            let answer = super::issued(answer);
            assert!(matches!(answer, Err(Failure::Unavailable)));
        }
    }

    #[test]
    fn code_that_is_kept_is_read_again() {
        let code = issued(Some(answer())).unwrap().code;
        let kept = serde_json::to_string(&code).unwrap();
        assert!(kept.contains(r#""channel":"SMS""#), "{kept}");
        assert_eq!(serde_json::from_str::<Code>(&kept).unwrap(), code);
        assert!(serde_json::from_str::<Code>(&kept.replace("SMS", "FAX")).is_err());
    }
}
