//! Errors of use cases in their wire form, matched exhaustively.

mod peer;
mod registration;
mod session;
mod shared;

pub(super) use registration::{
    abandon_registration, check_login, confirm_registration, get_registration, send_confirmation,
    start_registration, submit_contacts, submit_personal_data,
};
pub(super) use session::{
    change_password, list_security_events, list_sessions, login, reauthenticate, refresh_session,
    revoke_all_sessions, revoke_session,
};
pub(super) use shared::{limited, storage};
