use kabinet_domain::{Channel, Language};
use kabinet_env::id::{DeliveryId, VerificationId};
use time::OffsetDateTime;

use super::{Mode, Purpose, Tag, Template};

/// Queues of messages, each with workers of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Queue {
    /// Codes, which go before everything else.
    Codes,
    /// Messages that carry no code.
    Notices,
}

/// A message that this worker holds until its lease ends.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// What is to be rendered.
    pub content: Content,
    /// Channel.
    pub channel: Channel,
    /// Language of the text.
    pub language: Language,
    /// Sealed destination.
    pub destination: Vec<u8>,
    /// Trace of the call that queued it.
    pub traceparent: Option<String>,
    /// How often the message was claimed; it fences off a worker whose lease has ended.
    pub attempts: i16,
    /// Hand-overs of which nobody knows whether the message went out.
    pub unclear: i16,
    /// When another worker may claim it.
    pub leased_until: OffsetDateTime,
}

/// What a message says.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// A code.
    Code(CodeClaim),
    /// A notice.
    Notice(NoticeClaim),
}

/// A code that is to be rendered.
#[derive(Clone, Debug)]
pub(crate) struct CodeClaim {
    /// Verification that the message belongs to.
    pub verification_id: VerificationId,
    /// Which message of the verification it is, from 1.
    pub generation: i16,
    /// What the code is for.
    pub purpose: Purpose,
    /// Whether it is really sent.
    pub mode: Mode,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record in Redis.
    pub record_key: Tag,
    /// When it was queued.
    pub create_time: OffsetDateTime,
}

/// A notice that is to be rendered.
#[derive(Clone, Debug)]
pub(crate) struct NoticeClaim {
    /// Id of the message.
    pub id: DeliveryId,
    /// What it says.
    pub template: Template,
    /// Sealed variables.
    pub variables: Vec<u8>,
    /// After this nobody needs it.
    pub expire_time: OffsetDateTime,
}
