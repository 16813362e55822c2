//! Refusals of verification that the person has to hear of.

use kabinet_proto::errors::v1::Reason;

/// What sending a first code can be refused for.
pub(super) const STARTING: &[Reason] = &[Reason::RateLimited, Reason::CodeLocked];

/// What sending another code can be refused for.
pub(super) const SENDING: &[Reason] = &[
    Reason::ResendTooSoon,
    Reason::RateLimited,
    Reason::CodeLocked,
];

/// What a code can be refused for.
pub(super) const CHECKING: &[Reason] =
    &[Reason::CodeWrong, Reason::CodeLocked, Reason::RateLimited];
