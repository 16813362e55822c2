//! What whoever reads a message may do.

use kabinet_env::id::{ContactChangeId, NoticeId, RecoveryId};
use kabinet_proof::action::ActionKind;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::notice::Subject;

/// How long after it happened the reader of a message may do something about it.
const ACTION_LIFETIME: Duration = Duration::hours(72);

/// An action that a message offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Action {
    /// What it does.
    pub(crate) kind: ActionKind,
    /// What it is about.
    pub(crate) object_id: Uuid,
    /// When it ends, to the second.
    pub(crate) expire_time: OffsetDateTime,
}

/// Returns the action that the messages of a notice offer: all of them the same.
pub(crate) fn of(id: NoticeId, subject: Subject, occur_time: OffsetDateTime) -> Option<Action> {
    let (kind, object_id) = match subject {
        Subject::RecoveryStarted { recovery_id, .. } => {
            (ActionKind::CancelRecovery, RecoveryId::uuid(recovery_id))
        }
        Subject::ContactChanged { change_id, .. } => (
            ActionKind::UndoContactChange,
            ContactChangeId::uuid(change_id),
        ),
        Subject::NewLogin { .. } | Subject::PasswordChanged | Subject::PasswordReset { .. } => {
            (ActionKind::ReportNotMe, NoticeId::uuid(id))
        }
        Subject::ServiceLinked { .. }
        | Subject::ServiceUnlinked { .. }
        | Subject::PersonalDataChanged
        | Subject::LoginReminder { .. }
        | Subject::AccessEnded { .. }
        | Subject::ContactChangeUndone { .. } => return None,
    };
    Some(Action {
        kind,
        object_id,
        expire_time: (occur_time + ACTION_LIFETIME).truncate_to_second(),
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn action_ends_on_the_second_within_72_hours() {
        let id = NoticeId::from_uuid(Uuid::from_u128(1));
        let happened = datetime!(2026-01-01 00:00:00.999_999 UTC);
        assert_eq!(
            of(id, Subject::PasswordChanged, happened),
            Some(Action {
                kind: ActionKind::ReportNotMe,
                object_id: id.uuid(),
                expire_time: datetime!(2026-01-04 00:00 UTC),
            })
        );
    }
}
