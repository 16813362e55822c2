//! Refusals of verification that the person has to hear of.

use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal, read};
use tonic::Status;

use super::shared::PEER_RETRY;

/// Metadata keys of the reasons that are passed on.
const METADATA: [&str; 2] = ["attempts_left", "limit"];

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

/// Passes a refusal on with the same reason, if the contract has it; any other is our defect.
pub(super) fn pass_on(failure: &Failure, allowed: &[Reason]) -> Refusal {
    let Failure::Refused(status) = failure else {
        return Refusal::unavailable(PEER_RETRY);
    };
    match read::reason(status) {
        Some(Reason::RequestIdReused) => Refusal::request_id_reused(),
        Some(reason) if allowed.contains(&reason) => copy(status, reason),
        reason => {
            log_internal(failure);
            tracing::error!(peer.code = ?status.code(), peer.reason = ?reason, "a peer refused what it should take");
            Refusal::internal()
        }
    }
}

fn copy(status: &Status, reason: Reason) -> Refusal {
    let mut refusal = Refusal::new(status.code(), reason, status.message().to_owned());
    for key in METADATA {
        if let Some(value) = read::metadata(status, key) {
            refusal = refusal.metadata(key, value);
        }
    }
    if let Some(wait) = read::retry_after(status) {
        refusal = refusal.retry_after(wait);
    }
    refusal
}
