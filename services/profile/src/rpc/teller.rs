//! Who may tell a person of what.

use kabinet_access::{Caller, CallerKind};
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;

use crate::domain::notice::Subject;

/// Refuses a notice of something that is not its sender's: a message about an account lets its reader
/// end access.
pub(super) fn allow(caller: &Caller, subject: Subject) -> Result<(), Refusal> {
    if caller.kind == CallerKind::Service && Some(caller.name.as_str()) == owner(subject) {
        return Ok(());
    }
    let message = "another service tells of this";
    Err(Refusal::permission_denied(
        Reason::CallerNotAllowed,
        message,
    ))
}

/// Names the service that a subject is told by; none where profile tells of it itself.
fn owner(subject: Subject) -> Option<&'static str> {
    match subject {
        Subject::NewLogin { .. }
        | Subject::PasswordChanged
        | Subject::RecoveryStarted { .. }
        | Subject::PasswordReset { .. }
        | Subject::LoginReminder { .. }
        | Subject::AccessEnded { .. } => Some("identity"),
        Subject::ServiceLinked { .. } | Subject::ServiceUnlinked { .. } => Some("subscriptions"),
        Subject::PersonalDataChanged
        | Subject::ContactChanged { .. }
        | Subject::ContactChangeUndone { .. } => None,
    }
}
