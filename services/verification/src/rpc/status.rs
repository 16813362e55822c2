use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use super::parse::unacceptable;
use crate::app::{
    Failure, cancel_verification, check_code, get_delivery, get_verification, resend_code,
    send_notice, start_verification,
};
use crate::domain::{State, Wrong, WrongAction, WrongVariable};
use crate::{codes, store};

/// When a call is worth repeating after something did not answer.
const RETRY: Duration = Duration::from_secs(1);

pub(super) fn start(error: start_verification::Error) -> Status {
    use start_verification::Error;
    let refusal = match error {
        Error::Conflict => Refusal::request_id_reused(),
        Error::Destination => unacceptable(),
        Error::Locked(wait) => locked(wait),
        Error::TooSoon(wait) => too_soon(wait),
        Error::Limited(limit, wait) => limited(limit, wait),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn send(error: resend_code::Error) -> Status {
    use resend_code::Error;
    let refusal = match error {
        Error::Conflict => Refusal::request_id_reused(),
        Error::Missing => missing(),
        Error::Ended(State::Expired) => expired(),
        Error::Ended(
            state @ (State::Pending | State::Approved | State::Exhausted | State::Canceled),
        ) => ended(state),
        Error::Spent(wait) => Refusal::resource_exhausted(
            Reason::SendsSpent,
            wait,
            "all messages of the verification are sent",
        ),
        Error::TooLate => Refusal::failed_precondition(
            Reason::ResendTooLate,
            "too little of the code's life is left",
        ),
        Error::TooSoon(wait) => too_soon(wait),
        Error::Limited(limit, wait) => limited(limit, wait),
        Error::Destination => unacceptable(),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn check(error: check_code::Error) -> Status {
    use check_code::Error;
    let refusal = match error {
        Error::Wrong(left) => Refusal::invalid_argument(Reason::CodeWrong, "the code is wrong")
            .metadata("attempts_left", left.to_string()),
        Error::Missing => missing(),
        Error::Used => Refusal::failed_precondition(Reason::CodeUsed, "the code was used before"),
        Error::Ended(State::Expired) => expired(),
        Error::Ended(State::Exhausted) => {
            Refusal::failed_precondition(Reason::CodeExhausted, "every attempt is spent")
        }
        Error::Ended(state @ (State::Pending | State::Approved | State::Canceled)) => ended(state),
        Error::Locked(wait) => locked(wait),
        Error::Limited(limit, wait) => limited(limit, wait),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn get(error: get_verification::Error) -> Status {
    use get_verification::Error;
    let refusal = match error {
        Error::Missing => missing(),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn cancel(error: cancel_verification::Error) -> Status {
    use cancel_verification::Error;
    let refusal = match error {
        Error::Missing => missing(),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn send_notice(error: send_notice::Error) -> Status {
    use send_notice::Error;
    let refusal = match error {
        Error::Conflict => Refusal::request_id_reused(),
        Error::Destination => unacceptable(),
        Error::Filling(variables, action) => {
            let refusal = Refusal::invalid_argument(
                Reason::TemplateVariablesWrong,
                "the variables or the action are not those of the template",
            );
            action
                .into_iter()
                .fold(variables.iter().fold(refusal, wrong_variable), wrong_action)
        }
        Error::QueueFull(wait) => limited("queue".to_owned(), wait),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

pub(super) fn delivery(error: get_delivery::Error) -> Status {
    use get_delivery::Error;
    let refusal = match error {
        Error::Missing => Refusal::not_found(Reason::DeliveryNotFound, "no such message"),
        Error::Failure(failure) => failed(&failure),
    };
    refusal.into()
}

fn wrong_variable(refusal: Refusal, variable: &WrongVariable) -> Refusal {
    let (reason, description) = match variable.wrong {
        Wrong::Absent => ("VARIABLE_ABSENT", "the template wants it"),
        Wrong::Unknown => ("VARIABLE_UNKNOWN", "the template has no place for it"),
        Wrong::Repeated => ("VARIABLE_REPEATED", "must be given once"),
        Wrong::Unacceptable => (
            "VARIABLE_UNACCEPTABLE",
            "must be one short line, a login name, or a kind of service or contact",
        ),
    };
    refusal.field(format!("variables.{}", variable.name), reason, description)
}

fn wrong_action(refusal: Refusal, action: WrongAction) -> Refusal {
    let (field, reason, description) = match action {
        WrongAction::Absent => ("action", "ACTION_ABSENT", "the template wants it"),
        WrongAction::Unknown => (
            "action",
            "ACTION_UNKNOWN",
            "the template has no place for it",
        ),
        WrongAction::OtherKind => (
            "action.kind",
            "ACTION_OF_OTHER_KIND",
            "must be the kind of the template",
        ),
        WrongAction::TooLong => (
            "action.expire_time",
            "ACTION_TOO_LONG",
            "must end within 72 hours",
        ),
    };
    refusal.field(field, reason, description)
}

fn missing() -> Refusal {
    Refusal::not_found(Reason::VerificationNotFound, "no such verification")
}

fn expired() -> Refusal {
    Refusal::failed_precondition(Reason::CodeExpired, "the code has expired")
}

fn ended(state: State) -> Refusal {
    Refusal::failed_precondition(Reason::VerificationEnded, "the verification has ended")
        .metadata("state", state.as_str())
}

fn locked(wait: Duration) -> Refusal {
    Refusal::resource_exhausted(
        Reason::CodeLocked,
        wait,
        "the subject guessed wrong too often",
    )
}

fn too_soon(wait: Duration) -> Refusal {
    Refusal::resource_exhausted(
        Reason::ResendTooSoon,
        wait,
        "a code was sent to the destination a moment ago",
    )
}

fn limited(limit: String, wait: Duration) -> Refusal {
    Refusal::resource_exhausted(Reason::RateLimited, wait, "a limit is reached")
        .metadata("limit", limit)
}

fn failed(failure: &Failure) -> Refusal {
    match failure {
        Failure::Codes(codes::Error::Unavailable(_)) | Failure::Reseeding | Failure::KeyGone => {
            tracing::warn!(
                error = failure as &(dyn std::error::Error + 'static),
                "a call was not carried out"
            );
            Refusal::unavailable(RETRY)
        }
        Failure::Ledger(store::Error::Database(error))
            if kabinet_database::is_unavailable(error) =>
        {
            tracing::warn!(
                error = failure as &(dyn std::error::Error + 'static),
                "a call was not carried out"
            );
            Refusal::unavailable(RETRY)
        }
        Failure::Ledger(_)
        | Failure::Codes(codes::Error::Failed(_) | codes::Error::Malformed(_))
        | Failure::Vault(_) => {
            log_internal(failure);
            Refusal::internal()
        }
    }
}
