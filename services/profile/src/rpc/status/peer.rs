//! Refusals of verification that the person has to hear of.

use kabinet_proto::errors::v1::Reason;

/// What sending a code can be refused for.
pub(super) const SENDING: &[Reason] = &[
    Reason::RateLimited,
    Reason::ResendTooSoon,
    Reason::ResendTooLate,
    Reason::SendsSpent,
    Reason::CodeLocked,
    Reason::DestinationUnacceptable,
];

/// What a code can be refused for.
pub(super) const CHECKING: &[Reason] = &[
    Reason::CodeWrong,
    Reason::CodeExhausted,
    Reason::CodeExpired,
    Reason::CodeLocked,
    Reason::VerificationNotFound,
    Reason::RateLimited,
];
