//! What a call comes to.

use tonic::Status;

/// What the suite answers, or why it does not.
pub type Answer<T> = Result<T, Status>;

/// Takes a part of an answer that the contract promises.
pub(crate) fn promised<T>(part: Option<T>, name: &str) -> Answer<T> {
    part.ok_or_else(|| Status::internal(format!("the answer has no {name}")))
}

/// Says that something cannot be sent along with a call.
pub(crate) fn cannot_be_sent(key: &str) -> Status {
    Status::invalid_argument(format!("{key} cannot be sent"))
}

/// Says that a message was waited for in vain.
pub(crate) fn did_not_come(message: &str) -> Status {
    Status::deadline_exceeded(format!("the awaited {message} did not come"))
}
