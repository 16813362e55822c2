//! Refusals of peers that the caller has to hear of.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal, read};

use crate::Failure;

/// When to come back while a peer does not answer.
const RETRY: Duration = Duration::from_secs(1);

/// Returns the refusal of a peer with the same reason, if the contract of the call has it; any other is
/// a defect of this service, which is logged. A peer that does not answer makes the call unavailable.
///
/// `REQUEST_ID_REUSED` is always passed on: ids of calls to peers are derived from the caller's.
pub fn pass_on(failure: &Failure, allowed: &[Reason]) -> Refusal {
    let Failure::Refused(status) = failure else {
        return Refusal::unavailable(RETRY);
    };
    match read::reason(status) {
        Some(Reason::RequestIdReused) => Refusal::request_id_reused(),
        Some(reason) if allowed.contains(&reason) => read::refusal(status, reason),
        reason => {
            log_internal(failure);
            tracing::error!(peer.code = ?status.code(), peer.reason = ?reason, "a peer refused what it should take");
            Refusal::internal()
        }
    }
}

#[cfg(test)]
mod tests {
    use tonic::{Code, Status};

    use super::*;

    const ALLOWED: &[Reason] = &[Reason::RateLimited, Reason::CodeWrong];

    fn refused(refusal: Refusal) -> Failure {
        Failure::from(Status::from(refusal))
    }

    #[test]
    fn allowed_refusal_is_passed_on_with_all_that_it_says() {
        let wait = Duration::from_secs(7);
        let refusal = Refusal::resource_exhausted(Reason::RateLimited, wait, "slow down")
            .metadata("limit", "day")
            .field("code", "TOO_SHORT", "is too short");
        let status = Status::from(pass_on(&refused(refusal), ALLOWED));
        assert_eq!(status.code(), Code::ResourceExhausted);
        assert_eq!(status.message(), "slow down");
        assert_eq!(read::reason(&status), Some(Reason::RateLimited));
        assert_eq!(read::metadata(&status, "limit").as_deref(), Some("day"));
        assert_eq!(read::retry_after(&status), Some(wait));
        assert_eq!(read::field_violations(&status)[0].field, "code");
    }

    #[test]
    fn reused_request_id_is_the_callers() {
        let refusal = pass_on(&refused(Refusal::request_id_reused()), &[]);
        assert_eq!(refusal.reason(), Reason::RequestIdReused);
    }

    #[test]
    fn another_refusal_is_our_defect() {
        let refusal = Refusal::not_found(Reason::LinkNotFound, "no such link");
        let refusal = pass_on(&refused(refusal), ALLOWED);
        assert_eq!(refusal.reason(), Reason::Internal);
    }

    #[test]
    fn missing_answer_says_when_to_come_again() {
        let refusal = pass_on(&Failure::Unavailable, ALLOWED);
        assert_eq!(refusal.reason(), Reason::TemporarilyUnavailable);
        assert_eq!(read::retry_after(&refusal.into()), Some(RETRY));
    }
}
