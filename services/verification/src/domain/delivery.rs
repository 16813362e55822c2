use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::Tag;

/// State of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DeliveryState {
    /// It waits for a worker.
    Queued,
    /// A worker hands it to the provider.
    Submitted,
    /// The provider took it.
    Accepted,
    /// The provider says that it arrived.
    Delivered,
    /// It did not arrive.
    Undelivered,
    /// The provider does not know.
    Unknown,
    /// It was not meant to be sent, or not any more.
    Skipped,
}

impl DeliveryState {
    /// Every state.
    pub(crate) const ALL: [Self; 7] = [
        Self::Queued,
        Self::Submitted,
        Self::Accepted,
        Self::Delivered,
        Self::Undelivered,
        Self::Unknown,
        Self::Skipped,
    ];

    /// Returns the name under which the state is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Submitted => "SUBMITTED",
            Self::Accepted => "ACCEPTED",
            Self::Delivered => "DELIVERED",
            Self::Undelivered => "UNDELIVERED",
            Self::Unknown => "UNKNOWN",
            Self::Skipped => "SKIPPED",
        }
    }

    /// Finds the state that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// Whether a message leaves the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// It is sent.
    Send,
    /// Everything is done but the sending: the subject does not exist.
    Suppress,
}

impl Mode {
    /// Returns the name under which the mode is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Send => "SEND",
            Self::Suppress => "SUPPRESS",
        }
    }

    /// Finds the mode that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Send, Self::Suppress]
            .into_iter()
            .find(|mode| mode.as_str() == name)
    }
}

/// A message that this worker holds until its lease ends.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Verification that the message belongs to.
    pub verification_id: VerificationId,
    /// Which message of the verification it is, from 1.
    pub generation: i16,
    /// Channel.
    pub channel: Channel,
    /// Language of the text.
    pub language: Language,
    /// Whether it is really sent.
    pub mode: Mode,
    /// Sealed destination.
    pub destination: Vec<u8>,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record in Redis.
    pub record_key: Tag,
    /// Trace of the call that queued it.
    pub traceparent: Option<String>,
    /// How often the message was claimed; it fences off a worker whose lease has ended.
    pub attempts: i16,
    /// Hand-overs of which nobody knows whether the message went out.
    pub unclear: i16,
    /// When another worker may claim it.
    pub leased_until: OffsetDateTime,
    /// When it was queued.
    pub create_time: OffsetDateTime,
}
