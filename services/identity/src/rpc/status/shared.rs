use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use super::super::{convert, findings};
use super::peer::pass_on;
use crate::app::follow_contacts;
use crate::app::new_password::{Fault, Unacceptable};
use crate::domain::registration::{NotNow, State};
use crate::store;
use crate::throttle::Limited;

/// How long to wait for a database or a peer that does not answer.
pub(super) const PAUSE: Duration = Duration::from_secs(1);

pub(in super::super) fn storage(error: &store::Error) -> Status {
    log_internal(error);
    if error.is_unavailable() {
        Refusal::unavailable(PAUSE).into()
    } else {
        Refusal::internal().into()
    }
}

pub(in super::super) fn receive_event(error: follow_contacts::Error) -> Status {
    match error {
        follow_contacts::Error::Profile(failure) => pass_on(&failure, &[]),
        follow_contacts::Error::Lagging => Refusal::unavailable(PAUSE).into(),
        follow_contacts::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn limited(limited: &Limited) -> Status {
    Refusal::resource_exhausted(Reason::RateLimited, limited.wait, "too many requests")
        .metadata("limit", limited.limit)
        .into()
}

pub(super) fn overloaded(retry_after: Duration) -> Status {
    let message = "the server is busy with expensive work";
    Refusal::resource_exhausted(Reason::Overloaded, retry_after, message).into()
}

pub(super) fn registration_not_found() -> Status {
    let message = "no such registration, or the resume token does not fit it";
    Refusal::not_found(Reason::RegistrationNotFound, message).into()
}

pub(super) fn not_now(not_now: NotNow) -> Status {
    match not_now {
        NotNow::Due(stage) => {
            let stage = convert::stage(stage).as_str_name();
            let stage = stage.strip_prefix("REGISTRATION_STAGE_").unwrap_or(stage);
            Refusal::failed_precondition(Reason::WrongStage, "another stage is due")
                .metadata("due_stage", stage)
                .into()
        }
        NotNow::Ended(state) => registration_ended(state),
    }
}

pub(super) fn registration_ended(state: State) -> Status {
    Refusal::failed_precondition(Reason::RegistrationEnded, "the registration has ended")
        .metadata("state", state.as_str())
        .into()
}

pub(super) fn credentials_invalid() -> Status {
    let message = "the identifier and the password do not fit together";
    Refusal::unauthenticated(Reason::CredentialsInvalid, message).into()
}

pub(super) fn page_token() -> Status {
    let message = "the page token was not made by this call";
    Refusal::invalid_argument(Reason::PageTokenInvalid, message)
        .field("page_token", "PAGE_TOKEN_INVALID", message)
        .into()
}

/// Tells every fault; the reason is that of the first.
pub(super) fn unacceptable_password(faults: &Unacceptable) -> Status {
    let Unacceptable(faults) = faults;
    let reason = match faults.first() {
        Some(Fault::Password(_) | Fault::PasswordVoid) | None => Reason::PasswordUnacceptable,
        Some(Fault::PasswordsDiffer) => Reason::PasswordsDiffer,
    };
    let refusal = Refusal::invalid_argument(reason, "the new password is not acceptable");
    faults
        .iter()
        .fold(refusal, |refusal, fault| match fault {
            Fault::Password(finding) => refusal.field(
                "new_password",
                findings::name(*finding),
                "breaks the password policy",
            ),
            Fault::PasswordsDiffer => refusal.field(
                "new_password_confirmation",
                "PASSWORDS_DIFFER",
                "must equal the new password",
            ),
            Fault::PasswordVoid => {
                refusal.field("new_password", "PASSWORD_VOID", "somebody else may know it")
            }
        })
        .into()
}
