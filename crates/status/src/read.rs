//! Reads refusals, for clients and tests.

use std::time::Duration;

use kabinet_proto::ERROR_DOMAIN;
use kabinet_proto::errors::v1::Reason;
use tonic::Status;
use tonic_types::{FieldViolation, PreconditionViolation, StatusExt};

use crate::Refusal;

/// Returns the reason, if the suite gave one that is known here.
pub fn reason(status: &Status) -> Option<Reason> {
    let info = status.get_details_error_info()?;
    if info.domain != ERROR_DOMAIN {
        return None;
    }
    Reason::from_str_name(&format!("REASON_{}", info.reason))
}

/// Reads a whole refusal, to be passed on for that reason.
pub fn refusal(status: &Status, reason: Reason) -> Refusal {
    let mut refusal = Refusal::new(status.code(), reason, status.message().to_owned());
    let info = status.get_details_error_info();
    for (key, value) in info.map(|info| info.metadata).unwrap_or_default() {
        refusal = refusal.metadata(key, value);
    }
    for violation in field_violations(status) {
        refusal = refusal.field(violation.field, violation.reason, violation.description);
    }
    for due in preconditions(status) {
        refusal = refusal.precondition(due.r#type, due.subject, due.description);
    }
    match retry_after(status) {
        Some(wait) => refusal.retry_after(wait),
        None => refusal,
    }
}

/// Returns how long to wait before the next attempt.
pub fn retry_after(status: &Status) -> Option<Duration> {
    status.get_details_retry_info()?.retry_delay
}

/// Returns the value of a metadata key of the reason.
pub fn metadata(status: &Status, key: &str) -> Option<String> {
    status.get_details_error_info()?.metadata.remove(key)
}

/// Lists the fields that are wrong.
pub fn field_violations(status: &Status) -> Vec<FieldViolation> {
    let details = status.get_details_bad_request();
    details
        .map(|details| details.field_violations)
        .unwrap_or_default()
}

/// Lists what has to be done before the call can succeed.
pub fn preconditions(status: &Status) -> Vec<PreconditionViolation> {
    let details = status.get_details_precondition_failure();
    details
        .map(|details| details.violations)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use tonic::Code;
    use tonic_types::ErrorDetails;

    use super::*;

    #[test]
    fn reason_of_another_domain_is_not_ours() {
        let details = ErrorDetails::with_error_info("INTERNAL", "example.com", []);
        let status = Status::with_error_details(Code::Internal, "no", details);
        assert_eq!(reason(&status), None);
    }

    #[test]
    fn status_without_details_has_none() {
        let status = Status::internal("no");
        assert_eq!(reason(&status), None);
        assert_eq!(retry_after(&status), None);
        assert!(field_violations(&status).is_empty());
    }
}
