//! Errors of use cases in their wire form, matched exhaustively.

mod peer;
mod recovery;
mod registration;
mod session;
mod shared;

pub(super) use recovery::{
    cancel_recovery, complete_recovery, get_login, match_personal_data, remind_login,
    report_not_me, start_recovery, verify_recovery_code,
};
pub(super) use registration::{
    abandon_registration, check_login, confirm_registration, get_registration, send_confirmation,
    start_registration, submit_contacts, submit_personal_data,
};
pub(super) use session::{
    change_password, list_security_events, list_sessions, login, reauthenticate, refresh_session,
    revoke_all_sessions, revoke_session, watch_revocations,
};
pub(super) use shared::{limited, receive_event, storage};
