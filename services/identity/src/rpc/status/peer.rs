//! Refusals of peers that the person has to hear of.

use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

use super::shared::PAUSE;

/// What the data of a person can be refused for.
pub(super) const SUBMISSION: &[Reason] = &[
    Reason::InvalidRequest,
    Reason::UnderAge,
    Reason::RegionUnknown,
    Reason::MobileUnacceptable,
    Reason::EmailUnacceptable,
];

/// What sending a code can be refused for.
pub(super) const SENDING: &[Reason] = &[
    Reason::ResendTooSoon,
    Reason::ResendTooLate,
    Reason::SendsSpent,
    Reason::RateLimited,
    Reason::CodeLocked,
    Reason::DestinationUnacceptable,
];

/// What a code can be refused for.
pub(super) const CHECKING: &[Reason] = &[
    Reason::CodeWrong,
    Reason::CodeExhausted,
    Reason::CodeExpired,
    Reason::CodeUsed,
    Reason::CodeLocked,
    Reason::VerificationNotFound,
    Reason::VerificationEnded,
    Reason::RateLimited,
];

/// Passes a refusal on with the same reason, if the contract has it.
pub(super) fn pass_on(failure: &Failure, allowed: &[Reason]) -> Status {
    // Another call was faster twice over: a repeat finds the draft where it stands.
    if failure.reason() == Some(Reason::DraftConflict) {
        return Refusal::unavailable(PAUSE).into();
    }
    kabinet_peer::pass_on(failure, allowed).into()
}
