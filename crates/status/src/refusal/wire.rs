//! Refusals as `google.rpc.Status`.

use std::collections::HashMap;
use std::time::Duration;

use kabinet_proto::{ERROR_DOMAIN, reason_name};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt};

use super::{Parts, Refusal};

/// Told where a refusal invites a retry and nobody knows a better time.
const DEFAULT_RETRY: Duration = Duration::from_secs(1);

impl From<Refusal> for Status {
    fn from(Refusal(parts): Refusal) -> Self {
        let retry_after = retry_after(&parts);
        let metadata: HashMap<String, String> = parts
            .metadata
            .into_iter()
            .map(|(key, value)| (key.into_owned(), value))
            .collect();
        let reason = reason_name(parts.reason);
        let mut details = ErrorDetails::with_error_info(reason, ERROR_DOMAIN, metadata);
        if retry_after.is_some() {
            details.set_retry_info(retry_after);
        }
        if !parts.fields.is_empty() {
            details.set_bad_request(parts.fields);
        }
        if !parts.preconditions.is_empty() {
            details.set_precondition_failure(parts.preconditions);
        }
        Status::with_error_details(parts.code, parts.message, details)
    }
}

fn retry_after(parts: &Parts) -> Option<Duration> {
    match parts.code {
        Code::ResourceExhausted | Code::Unavailable => {
            Some(parts.retry_after.unwrap_or(DEFAULT_RETRY))
        }
        _ => parts.retry_after,
    }
}

#[cfg(test)]
mod tests {
    use kabinet_proto::errors::v1::Reason;

    use super::*;
    use crate::read;

    #[test]
    fn every_part_arrives() {
        let status = Status::from(
            Refusal::invalid_argument(Reason::LoginUnacceptable, "no")
                .metadata("minimum", "3")
                .field("contacts.email", "TOO_SHORT", "is too short")
                .precondition("STEP_UP", "session", "log in again"),
        );
        assert_eq!(
            (status.code(), status.message()),
            (Code::InvalidArgument, "no")
        );
        assert_eq!(read::reason(&status), Some(Reason::LoginUnacceptable));
        assert_eq!(read::metadata(&status, "minimum").as_deref(), Some("3"));
        assert_eq!(read::retry_after(&status), None);
        let field = &read::field_violations(&status)[0];
        assert_eq!(
            (
                field.field.as_str(),
                field.reason.as_str(),
                field.description.as_str()
            ),
            ("contacts.email", "TOO_SHORT", "is too short")
        );
        let precondition = &read::preconditions(&status)[0];
        assert_eq!(
            (precondition.r#type.as_str(), precondition.subject.as_str()),
            ("STEP_UP", "session")
        );
    }

    #[test]
    fn exhausted_and_unavailable_always_say_when_to_retry() {
        for code in [Code::ResourceExhausted, Code::Unavailable] {
            let refusal = Refusal::new(code, Reason::Overloaded, "busy");
            assert_eq!(read::retry_after(&refusal.into()), Some(DEFAULT_RETRY));
        }
        let wait = Duration::from_millis(2500);
        let status = Refusal::unavailable(wait).into();
        assert_eq!(read::retry_after(&status), Some(wait));
    }

    #[test]
    fn fields_beyond_the_bound_are_left_out() {
        let mut refusal = Refusal::invalid_argument(Reason::InvalidRequest, "no");
        for index in 0..100 {
            refusal = refusal.field(format!("items[{index}]"), "REQUIRED", "must be given");
        }
        let fields = read::field_violations(&refusal.into());
        assert_eq!(fields.len(), Refusal::MAX_FIELDS);
    }
}
