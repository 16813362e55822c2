use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tonic::Status;

use super::shared::{
    credentials_invalid, limited, overloaded, page_token, storage, unacceptable_password,
};
use crate::app::{
    change_password, list_security_events, list_sessions, login, reauthenticate, refresh_session,
    revoke_all_sessions, revoke_session, watch_revocations,
};

/// When a watcher that was sent away comes again.
const WATCH_RETRY: Duration = Duration::from_secs(1);

pub(in super::super) fn login(error: login::Error) -> Status {
    use login::Error;
    match error {
        Error::CredentialsInvalid => credentials_invalid(),
        Error::NotReady => {
            let message = "the account's profile is still being set up";
            Refusal::failed_precondition(Reason::AccountNotReady, message).into()
        }
        Error::ResetRequired => {
            let message = "the password is void; a recovery sets a new one";
            Refusal::failed_precondition(Reason::PasswordResetRequired, message).into()
        }
        Error::Limited(error) => limited(&error),
        Error::Overloaded { retry_after } => overloaded(retry_after),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn refresh_session(error: refresh_session::Error) -> Status {
    match error {
        refresh_session::Error::Invalid => {
            let message = "the refresh token is unknown, expired, revoked or was used before";
            Refusal::unauthenticated(Reason::RefreshTokenInvalid, message).into()
        }
        refresh_session::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn watch_revocations(error: watch_revocations::Error) -> Status {
    use watch_revocations::Error;
    match error {
        Error::TooMany => overloaded(WATCH_RETRY),
        Error::Behind => Refusal::unavailable(WATCH_RETRY).into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn list_sessions(error: list_sessions::Error) -> Status {
    match error {
        list_sessions::Error::PageToken => page_token(),
        list_sessions::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn list_security_events(error: list_security_events::Error) -> Status {
    match error {
        list_security_events::Error::PageToken => page_token(),
        list_security_events::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn revoke_session(error: revoke_session::Error) -> Status {
    use revoke_session::Error;
    match error {
        Error::NotFound => {
            Refusal::not_found(Reason::SessionNotFound, "the account has no such session").into()
        }
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn revoke_all_sessions(error: revoke_all_sessions::Error) -> Status {
    match error {
        revoke_all_sessions::Error::Replay(error) => error.refusal().into(),
        revoke_all_sessions::Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn reauthenticate(error: reauthenticate::Error) -> Status {
    use reauthenticate::Error;
    match error {
        Error::CredentialsInvalid => credentials_invalid(),
        Error::Limited(error) => limited(&error),
        Error::Overloaded { retry_after } => overloaded(retry_after),
        Error::Replay(error) => error.refusal().into(),
        Error::Storage(error) => storage(&error),
    }
}

pub(in super::super) fn change_password(error: change_password::Error) -> Status {
    match error {
        change_password::Error::Unacceptable(faults) => unacceptable_password(&faults),
        change_password::Error::Authentication(error) => reauthenticate(error),
    }
}
