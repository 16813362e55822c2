use kabinet_peer::pass_on;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;

use super::{
    peer::{CHECKING, SENDING},
    person::list_contact_points,
    shared::{PEER_RETRY, internal, profile_not_found, store},
};
use crate::app::{
    confirm_contact_point, replace_contact_point, start_confirmation, undo_contact_change,
};

/// Name of the bound on changes, as its refusal tells it.
const CHANGES_LIMIT: &str = "contact_changes_per_day";
/// Age of authentication that the contract lets a contact be replaced with.
const AUTHENTICATION_AGE_SECONDS: u32 = 600;

pub(in super::super) fn replace_contact_point(error: replace_contact_point::Error) -> Refusal {
    use replace_contact_point::Error;
    match error {
        Error::NotFound => profile_not_found(),
        Error::StepUp => step_up(),
        Error::Unchanged => Refusal::invalid_argument(
            Reason::ContactUnchanged,
            "the account has this contact already",
        )
        .field("value", "CONTACT_UNCHANGED", "is what stands there"),
        Error::TooMany { wait } => Refusal::resource_exhausted(
            Reason::RateLimited,
            wait.unsigned_abs(),
            "contacts were changed too often",
        )
        .metadata("limit", CHANGES_LIMIT),
        Error::Show(error) => list_contact_points(error),
        Error::Idempotency(error) => error.refusal(),
        Error::Vault(error) => internal(&error),
        Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn start_confirmation(error: start_confirmation::Error) -> Refusal {
    use start_confirmation::Error;
    match error {
        Error::NotFound => profile_not_found(),
        Error::NothingToConfirm => nothing_to_confirm(),
        Error::Verification(failure) => pass_on(&failure, SENDING),
        Error::Idempotency(error) => error.refusal(),
        Error::Vault(error) => internal(&error),
        Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn confirm_contact_point(error: confirm_contact_point::Error) -> Refusal {
    use confirm_contact_point::Error;
    match error {
        Error::NotFound => profile_not_found(),
        Error::NothingToConfirm => nothing_to_confirm(),
        Error::NoCode => {
            let message = "no code is out; ask for one";
            Refusal::not_found(Reason::VerificationNotFound, message)
        }
        // Only whoever has proven that the contact is theirs hears of it.
        Error::TooManyAccounts => Refusal::failed_precondition(
            Reason::ContactTaken,
            "as many accounts as may have the contact have it",
        ),
        Error::Verification(failure) => pass_on(&failure, CHECKING),
        Error::Proof(kabinet_proof::Error::Unavailable) => Refusal::unavailable(PEER_RETRY),
        Error::Proof(error @ kabinet_proof::Error::Invalid(_)) => internal(&error),
        error @ (Error::OtherContact | Error::ProofUsed) => internal(&error),
        Error::Show(error) => list_contact_points(error),
        Error::Idempotency(error) => error.refusal(),
        Error::Vault(error) => internal(&error),
        Error::Store(error) => store(&error),
    }
}

pub(in super::super) fn undo_contact_change(error: undo_contact_change::Error) -> Refusal {
    use undo_contact_change::Error;
    match error {
        Error::Token => Refusal::invalid_argument(
            Reason::ActionTokenInvalid,
            "the token is not good for this, or its time is over",
        ),
        Error::Unverifiable(_) => Refusal::unavailable(PEER_RETRY),
        Error::Ended => Refusal::failed_precondition(
            Reason::ContactChangeEnded,
            "the change cannot be taken back any more",
        ),
        Error::Vault(error) => internal(&error),
        Error::Store(error) => store(&error),
    }
}

/// Refuses what a session asks for that is older than an undo, which ends it.
fn step_up() -> Refusal {
    Refusal::failed_precondition(
        Reason::StepUpRequired,
        "a change was taken back since the person proved who they are",
    )
    .metadata("max_age_seconds", AUTHENTICATION_AGE_SECONDS.to_string())
    .precondition(
        "AUTHENTICATION_AGE",
        "access token",
        "log in again, then repeat the call with the new access token",
    )
}

fn nothing_to_confirm() -> Refusal {
    let message = "no value of this kind waits for its confirmation";
    Refusal::failed_precondition(Reason::NothingToConfirm, message)
}
