//! When a refresh token that was used before may be answered again.

use std::time::Duration;

use time::OffsetDateTime;

/// How long an honest client may repeat a refresh whose answer was lost.
pub(crate) const RETRY_WINDOW: Duration = Duration::from_secs(30);

/// Of the used tokens of a session one in so many is kept, beside the latest. Any other leads to a
/// kept one by deriving its successors, so that its second use is noticed all the same.
pub(crate) const KEPT_EVERY: u16 = 32;

/// Tells whether the used tokens are thinned out when this one is given out.
pub(crate) fn is_time_to_thin(counter: i32) -> bool {
    counter % i32::from(KEPT_EVERY) == 0
}

/// The first use of a token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Use<'a> {
    pub(crate) time: OffsetDateTime,
    pub(crate) device: &'a [u8],
    pub(crate) successor: Successor,
}

/// What became of the token that was given for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Successor {
    Unused,
    Used,
}

/// What a second use of a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SecondUse {
    /// The same client lost the answer.
    Retry,
    /// Two hold the token: nobody knows which of them is the person.
    Theft,
}

/// Judges a second use of a token. A device has no mark where the key of the first one is gone, and
/// is another one then.
pub(crate) fn judge(first: Use<'_>, device: Option<&[u8]>, now: OffsetDateTime) -> SecondUse {
    let in_time = now - first.time <= RETRY_WINDOW;
    let same_device = device.is_some_and(|device| kabinet_seal::equal(first.device, device));
    if in_time && same_device && first.successor == Successor::Unused {
        SecondUse::Retry
    } else {
        SecondUse::Theft
    }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn only_a_prompt_repeat_of_the_same_device_is_honest() {
        let first_time = datetime!(2026-01-01 00:00 UTC);
        for (seconds, device, successor, judgement) in [
            (0, b"a", Successor::Unused, SecondUse::Retry),
            (30, b"a", Successor::Unused, SecondUse::Retry),
            (31, b"a", Successor::Unused, SecondUse::Theft),
            (1, b"b", Successor::Unused, SecondUse::Theft),
            (1, b"a", Successor::Used, SecondUse::Theft),
        ] {
            let first = Use {
                time: first_time,
                device: b"a",
                successor,
            };
            let now = first_time + Duration::from_secs(seconds);
            assert_eq!(
                judge(first, Some(device.as_slice()), now),
                judgement,
                "{seconds} {successor:?}"
            );
        }
    }

    #[test]
    fn device_without_a_mark_is_another_one() {
        let now = datetime!(2026-01-01 00:00 UTC);
        let first = Use {
            time: now,
            device: b"a",
            successor: Successor::Unused,
        };
        assert_eq!(judge(first, None, now), SecondUse::Theft);
    }
}
