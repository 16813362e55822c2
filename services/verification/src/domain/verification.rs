use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Mode, Purpose, State, Tag};

/// Whether answers may tell what becomes of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Disclosure {
    /// The person knows the destinations.
    Open,
    /// They do not: answers depend on the verification, its subject and the network alone.
    Concealed,
}

impl Disclosure {
    /// Returns the name under which it is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Concealed => "CONCEALED",
        }
    }

    /// Finds what is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        [Self::Open, Self::Concealed]
            .into_iter()
            .find(|disclosure| disclosure.as_str() == name)
    }
}

/// A verification as its record in Redis shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Verification {
    /// Id in the ledger and in proofs.
    pub id: VerificationId,
    /// What its codes are for.
    pub purpose: Purpose,
    /// Whether answers may tell what becomes of its messages.
    pub disclosure: Disclosure,
    /// State, at `now`.
    pub state: State,
    /// Key that codes and MACs are made with.
    pub kid: String,
    /// Channel of the newest message.
    pub channel: Channel,
    /// Messages so far.
    pub sends: i16,
    /// Attempts that are left.
    pub attempts_left: i32,
    /// Messages that may still be sent.
    pub sends_left: i32,
    /// When it was started.
    pub create_time: OffsetDateTime,
    /// When the codes end.
    pub expire_time: OffsetDateTime,
    /// When the next message may be asked for.
    pub resend_time: Option<OffsetDateTime>,
    /// Time of Redis at the answer.
    pub now: OffsetDateTime,
}

/// A message that is to be queued.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Message {
    /// Which message of the verification it is, from 1.
    pub generation: i16,
    /// Channel.
    pub channel: Channel,
    /// Whether it is really sent.
    pub mode: Mode,
    /// How long it waits before it may go out.
    pub wait: Duration,
    /// Language of the text.
    pub language: Language,
    /// Tag of the destination.
    pub destination_tag: Tag,
    /// Sealed destination.
    pub destination: Vec<u8>,
    /// Whether the starter of a concealed verification takes the subject for the owner of the
    /// destination: no stranger then uses up its messages.
    pub known_subject: bool,
}
