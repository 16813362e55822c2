use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, log_internal};
use tonic::Status;

use super::super::findings;
use super::peer::{CHECKING, SENDING, SUBMISSION, pass_on};
use super::shared::{
    PAUSE, limited, not_now, overloaded, registration_ended, registration_not_found, storage,
};
use crate::app::start_registration::Fault;
use crate::app::{
    abandon_registration, check_login, confirm_registration, get_registration, send_confirmation,
    start_registration, submit_contacts, submit_personal_data,
};

pub(in super::super) fn check_login(error: check_login::Error) -> Status {
    match error {
        check_login::Error::Limited(error) => limited(&error),
        check_login::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn start_registration(error: start_registration::Error) -> Status {
    use start_registration::Error;
    match error {
        Error::Unacceptable(faults) => unacceptable(&faults),
        Error::LoginTaken => {
            Refusal::already_exists(Reason::LoginTaken, "the login name is taken").into()
        }
        Error::Limited(error) => limited(&error),
        Error::Overloaded { retry_after } => overloaded(retry_after),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

/// Tells every fault; the reason is that of the first.
fn unacceptable(faults: &[Fault]) -> Status {
    let reason = faults
        .first()
        .map_or(Reason::InvalidRequest, |fault| match fault {
            Fault::Login(_) => Reason::LoginUnacceptable,
            Fault::Password(_) => Reason::PasswordUnacceptable,
            Fault::PasswordsDiffer => Reason::PasswordsDiffer,
            Fault::TermsOutdated => Reason::TermsOutdated,
        });
    let refusal = Refusal::invalid_argument(reason, "the request breaks the rules");
    faults
        .iter()
        .fold(refusal, |refusal, fault| match fault {
            Fault::Login(finding) => refusal.field(
                "login",
                findings::name(*finding),
                "breaks a rule for login names",
            ),
            Fault::Password(finding) => refusal.field(
                "password",
                findings::name(*finding),
                "breaks the password policy",
            ),
            Fault::PasswordsDiffer => refusal.field(
                "password_confirmation",
                "PASSWORDS_DIFFER",
                "must equal the password",
            ),
            Fault::TermsOutdated => refusal.field(
                "terms",
                "TERMS_OUTDATED",
                "must be the current version of every document",
            ),
        })
        .into()
}

pub(in super::super) fn submit_personal_data(error: submit_personal_data::Error) -> Status {
    use submit_personal_data::Error;
    match error {
        Error::NotFound => registration_not_found(),
        Error::NotNow(error) => not_now(error),
        Error::Profile(failure) => pass_on(&failure, SUBMISSION),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn submit_contacts(error: submit_contacts::Error) -> Status {
    use submit_contacts::Error;
    match error {
        Error::Unacceptable(contacts) => {
            let reason = match contacts.mobile {
                Some(_) => Reason::MobileUnacceptable,
                None => Reason::EmailUnacceptable,
            };
            let mut refusal = Refusal::invalid_argument(reason, "a contact is not acceptable");
            if contacts.mobile.is_some() {
                let message = "is not a valid mobile number";
                refusal = refusal.field("mobile", "MOBILE_UNACCEPTABLE", message);
            }
            if contacts.email.is_some() {
                let message = "is not a valid e-mail address";
                refusal = refusal.field("email", "EMAIL_UNACCEPTABLE", message);
            }
            refusal.into()
        }
        Error::Submission(error) => submit_personal_data(error),
    }
}

pub(in super::super) fn send_confirmation(error: send_confirmation::Error) -> Status {
    use send_confirmation::Error;
    match error {
        Error::NotFound => registration_not_found(),
        Error::NotNow(error) => not_now(error),
        Error::Profile(failure) => pass_on(&failure, &[]),
        Error::Verification(failure) => pass_on(&failure, SENDING),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn confirm_registration(error: confirm_registration::Error) -> Status {
    use confirm_registration::Error;
    match error {
        Error::NotFound => registration_not_found(),
        Error::NotNow(error) => not_now(error),
        Error::NoCode => {
            let message = "no code is out; ask for one";
            Refusal::not_found(Reason::VerificationNotFound, message).into()
        }
        Error::Verification(failure) => pass_on(&failure, CHECKING),
        Error::Proof(kabinet_proof::Error::Unavailable) => Refusal::unavailable(PAUSE).into(),
        Error::Proof(error @ kabinet_proof::Error::Invalid(_)) => {
            log_internal(&error);
            Refusal::internal().into()
        }
        Error::ProofUsed => {
            let message = "the code was used before";
            Refusal::failed_precondition(Reason::CodeUsed, message).into()
        }
        Error::Profile(failure) => pass_on(&failure, &[]),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn get_registration(error: get_registration::Error) -> Status {
    match error {
        get_registration::Error::NotFound => registration_not_found(),
        get_registration::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn abandon_registration(error: abandon_registration::Error) -> Status {
    use abandon_registration::Error;
    match error {
        Error::NotFound => registration_not_found(),
        Error::Ended(state) => registration_ended(state),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}
