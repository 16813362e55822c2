//! Answers to requests that do not decode or break their rules.

use std::collections::HashMap;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, FieldViolation, StatusExt};

use crate::errors::v1::Reason;
use crate::validate::Violations;
use crate::{ERROR_DOMAIN, reason_name};

pub(super) fn undecodable() -> Status {
    Status::with_error_details(
        Code::InvalidArgument,
        "the request does not decode as its message",
        details(),
    )
}

pub(super) fn invalid(violations: Violations) -> Status {
    let fields: Vec<FieldViolation> = violations
        .into_iter()
        .map(|violation| FieldViolation {
            field: violation.field,
            description: violation.description.to_owned(),
            reason: violation.reason.to_owned(),
            localized_message: None,
        })
        .collect();
    let mut details = details();
    details.set_bad_request(fields);
    Status::with_error_details(
        Code::InvalidArgument,
        "the request breaks its declared rules",
        details,
    )
}

fn details() -> ErrorDetails {
    ErrorDetails::with_error_info(
        reason_name(Reason::InvalidRequest),
        ERROR_DOMAIN,
        HashMap::new(),
    )
}
