//! Refusals of verification that the person has to hear of.

use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal, read};
use tonic::Status;

use super::shared::PAUSE;

/// Metadata keys of the reasons that are passed on.
const METADATA: [&str; 2] = ["attempts_left", "limit"];

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

/// Passes a refusal on with the same reason, if the contract has it; any other is our defect.
pub(super) fn pass_on(failure: &Failure, allowed: &[Reason]) -> Status {
    let Failure::Refused(status) = failure else {
        return Refusal::unavailable(PAUSE).into();
    };
    match read::reason(status) {
        Some(Reason::RequestIdReused) => Refusal::request_id_reused().into(),
        Some(reason) if allowed.contains(&reason) => copy(status, reason).into(),
        _ => {
            log_internal(failure);
            tracing::error!(peer.code = ?status.code(), peer.reason = ?read::reason(status), "a peer refused what it should take");
            Refusal::internal().into()
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
