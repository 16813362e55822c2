use kabinet_peer::Failure;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal, read};
use tonic::Status;

use super::peer::pass_on;
use super::shared::{PAUSE, limited, overloaded, storage, unacceptable_password};
use crate::app::{
    action, cancel_recovery, complete_recovery, get_login, match_personal_data, remind_login,
    start_recovery, verify_recovery_code,
};
use crate::domain::recovery::{NotNow, State, Step};

pub(in super::super) fn start_recovery(error: start_recovery::Error) -> Status {
    use start_recovery::Error;
    match error {
        Error::Ended(state) => ended(state),
        Error::Profile(failure) => pass_on(&failure, &[]),
        Error::Verification(failure) => not_sent(&failure),
        Error::Limited(error) => limited(&error),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

/// After wrong codes nothing is sent for a while; it is a limit like any other.
fn not_sent(failure: &Failure) -> Status {
    match failure {
        Failure::Refused(status) if failure.reason() == Some(Reason::CodeLocked) => {
            let wait = read::retry_after(status).unwrap_or(PAUSE);
            Refusal::resource_exhausted(Reason::RateLimited, wait, "too many wrong codes")
                .metadata("limit", "recovery.code")
                .into()
        }
        Failure::Refused(_) | Failure::Unavailable => pass_on(failure, &[Reason::RateLimited]),
    }
}

pub(in super::super) fn verify_recovery_code(error: verify_recovery_code::Error) -> Status {
    use verify_recovery_code::Error;
    match error {
        Error::NotFound => not_found(),
        Error::Ended(state) => ended(state),
        Error::NoCode | Error::ProofUsed => no_code(),
        Error::Verification(failure) => not_approved(&failure),
        Error::Proof(kabinet_proof::Error::Unavailable) => Refusal::unavailable(PAUSE).into(),
        Error::Proof(error @ kabinet_proof::Error::Invalid(_)) => {
            log_internal(&error);
            Refusal::internal().into()
        }
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

/// A recovery has one code: whatever ended it, another recovery is to be started.
fn not_approved(failure: &Failure) -> Status {
    const CHECKING: &[Reason] = &[
        Reason::CodeWrong,
        Reason::CodeExhausted,
        Reason::CodeExpired,
        Reason::CodeLocked,
        Reason::RateLimited,
    ];
    match (failure, failure.reason()) {
        (Failure::Refused(status), Some(Reason::VerificationEnded))
            if read::metadata(status, "state").as_deref() == Some("EXHAUSTED") =>
        {
            let message = "every attempt at the code is spent";
            Refusal::failed_precondition(Reason::CodeExhausted, message).into()
        }
        (_, Some(Reason::VerificationEnded | Reason::VerificationNotFound | Reason::CodeUsed)) => {
            no_code()
        }
        _ => pass_on(failure, CHECKING),
    }
}

fn no_code() -> Status {
    let message = "no code is out any more; start another recovery";
    Refusal::failed_precondition(Reason::CodeExpired, message).into()
}

pub(in super::super) fn match_personal_data(error: match_personal_data::Error) -> Status {
    use match_personal_data::Error;
    match error {
        Error::NotFound => not_found(),
        Error::NotNow(error) => not_now(error),
        Error::Mismatch { left } => {
            let message = "the personal data are not those of the account";
            Refusal::invalid_argument(Reason::PersonalDataMismatch, message)
                .metadata("attempts_left", left.to_string())
                .into()
        }
        Error::Profile(failure) => pass_on(&failure, &[Reason::InvalidRequest]),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn complete_recovery(error: complete_recovery::Error) -> Status {
    use complete_recovery::Error;
    match error {
        Error::NotFound => not_found(),
        Error::NotNow(error) => not_now(error),
        Error::Unacceptable(faults) => unacceptable_password(&faults),
        Error::Overloaded { retry_after } => overloaded(retry_after),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn cancel_recovery(error: cancel_recovery::Error) -> Status {
    match error {
        cancel_recovery::Error::Action(error) => report_not_me(error),
        cancel_recovery::Error::Completed => ended(State::Completed),
    }
}

pub(in super::super) fn report_not_me(error: action::Error) -> Status {
    match error {
        action::Error::Invalid(_) | action::Error::NoAccount => {
            let message = "the token is not good for this, or its time is over";
            Refusal::invalid_argument(Reason::ActionTokenInvalid, message).into()
        }
        action::Error::Unavailable => Refusal::unavailable(PAUSE).into(),
        action::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn remind_login(error: remind_login::Error) -> Status {
    match error {
        remind_login::Error::Limited(error) => limited(&error),
        remind_login::Error::Replay(error) => error.refusal().into(),
        remind_login::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn get_login(error: get_login::Error) -> Status {
    match error {
        get_login::Error::NotFound => {
            Refusal::not_found(Reason::AccountNotFound, "no such account").into()
        }
        get_login::Error::Storage(error) => storage(&error),
    }
}

fn not_found() -> Status {
    let message = "no such recovery, or the token does not fit it";
    Refusal::not_found(Reason::RecoveryNotFound, message).into()
}

fn ended(state: State) -> Status {
    Refusal::failed_precondition(Reason::RecoveryEnded, "the recovery has ended")
        .metadata("state", state.as_str())
        .into()
}

fn not_now(not_now: NotNow) -> Status {
    match not_now {
        NotNow::Ended(state) => ended(state),
        NotNow::Due(step) => {
            Refusal::failed_precondition(Reason::RecoveryStepDue, "another step is due")
                .metadata("due_step", name(step))
                .into()
        }
    }
}

fn name(step: Step) -> &'static str {
    match step {
        Step::Code => "CODE",
        Step::PersonalData => "PERSONAL_DATA",
        Step::Password => "PASSWORD",
    }
}
