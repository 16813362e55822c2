//! Refusals that several services share.

use std::borrow::Cow;
use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use tonic::Code;

use super::Refusal;

impl Refusal {
    /// The request is wrong in itself.
    pub fn invalid_argument(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::InvalidArgument, reason, message)
    }

    /// The state of things does not allow the call.
    pub fn failed_precondition(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::FailedPrecondition, reason, message)
    }

    /// What the call names does not exist for this caller.
    pub fn not_found(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::NotFound, reason, message)
    }

    /// What the call wants to make exists.
    pub fn already_exists(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::AlreadyExists, reason, message)
    }

    /// The call ran into another one.
    pub fn aborted(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Aborted, reason, message)
    }

    /// The caller or the person did not prove who they are.
    pub fn unauthenticated(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::Unauthenticated, reason, message)
    }

    /// The caller is known and may not make the call.
    pub fn permission_denied(reason: Reason, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Code::PermissionDenied, reason, message)
    }

    /// A limit is reached.
    pub fn resource_exhausted(
        reason: Reason,
        retry_after: Duration,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self::new(Code::ResourceExhausted, reason, message).retry_after(retry_after)
    }

    /// Something that the call needs does not answer.
    pub fn unavailable(retry_after: Duration) -> Self {
        Self::new(
            Code::Unavailable,
            Reason::TemporarilyUnavailable,
            "something that the call needs does not answer",
        )
        .retry_after(retry_after)
    }

    /// A defect of the server; the caller logs the cause with [`log_internal`](crate::log_internal).
    pub fn internal() -> Self {
        Self::new(Code::Internal, Reason::Internal, "internal error")
    }

    /// The deadline of the call passed.
    pub fn deadline_exceeded() -> Self {
        Self::new(
            Code::DeadlineExceeded,
            Reason::DeadlineExceeded,
            "the deadline of the call passed",
        )
    }

    /// The `request_id` was used before with another body.
    pub fn request_id_reused() -> Self {
        Self::aborted(
            Reason::RequestIdReused,
            "the request_id was used before with another body",
        )
    }
}
