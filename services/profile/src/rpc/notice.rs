//! Notices between the wire and the domain.

use kabinet_domain::Language;
use kabinet_proto::types::v1::{
    AccessEndCause as AccessEndCauseMessage, AccessEnded, ContactChangeUndone, ContactChanged,
    LoginReminder, NewLogin, Notice as NoticeMessage, PasswordChanged, PasswordReset,
    PersonalDataChanged, RecoveryStarted, ServiceKind as ServiceKindMessage, ServiceLinked,
    ServiceUnlinked, UnlinkCause as UnlinkCauseMessage, notice::Subject as SubjectMessage,
};
use time::OffsetDateTime;

use super::{parse, violations::Violations};
use crate::domain::{
    notice::{AccessEndCause, Notice, Subject, UnlinkCause},
    service_kind::ServiceKind,
};

/// Reads a notice of an event.
pub(super) fn read(
    message: &NoticeMessage,
    occur_time: OffsetDateTime,
    violations: &mut Violations,
) -> Option<Notice> {
    let account_id = violations.read("event.notice.account_id", message.account_id.parse());
    let subject = violations.some(
        "event.notice.subject",
        message.subject.as_ref().and_then(subject),
    );
    Some(Notice {
        account_id: account_id?,
        language: Language::choose(&message.language),
        subject: subject?,
        occur_time,
    })
}

/// Writes a notice for its person.
pub(super) fn write(notice: &Notice) -> NoticeMessage {
    NoticeMessage {
        account_id: notice.account_id.to_string(),
        language: notice.language.as_str().to_owned(),
        subject: Some(subject_message(notice.subject)),
    }
}

fn subject(message: &SubjectMessage) -> Option<Subject> {
    Some(match message {
        SubjectMessage::NewLogin(login) => Subject::NewLogin {
            session_id: login.session_id.parse().ok()?,
        },
        SubjectMessage::PasswordChanged(PasswordChanged {}) => Subject::PasswordChanged,
        SubjectMessage::ServiceLinked(linked) => Subject::ServiceLinked {
            link_id: linked.link_id.parse().ok()?,
            kind: service_kind(linked.kind())?,
        },
        SubjectMessage::ServiceUnlinked(unlinked) => Subject::ServiceUnlinked {
            link_id: unlinked.link_id.parse().ok()?,
            kind: service_kind(unlinked.kind())?,
            cause: match unlinked.cause() {
                UnlinkCauseMessage::Person => UnlinkCause::Person,
                UnlinkCauseMessage::HolderChanged => UnlinkCause::HolderChanged,
                UnlinkCauseMessage::Unspecified => return None,
            },
        },
        SubjectMessage::PersonalDataChanged(PersonalDataChanged {}) => Subject::PersonalDataChanged,
        SubjectMessage::RecoveryStarted(started) => Subject::RecoveryStarted {
            recovery_id: started.recovery_id.parse().ok()?,
            code_kind: parse::contact_kind(started.code_kind)?,
        },
        SubjectMessage::PasswordReset(reset) => Subject::PasswordReset {
            recovery_id: reset.recovery_id.parse().ok()?,
        },
        SubjectMessage::LoginReminder(reminder) => Subject::LoginReminder {
            contact_kind: parse::contact_kind(reminder.contact_kind)?,
        },
        SubjectMessage::AccessEnded(ended) => Subject::AccessEnded {
            cause: match ended.cause() {
                AccessEndCauseMessage::NotMe => AccessEndCause::NotMe,
                AccessEndCauseMessage::ContactChangeUndone => AccessEndCause::ContactChangeUndone,
                AccessEndCauseMessage::Unspecified => return None,
            },
        },
        SubjectMessage::ContactChanged(changed) => Subject::ContactChanged {
            change_id: changed.change_id.parse().ok()?,
            kind: parse::contact_kind(changed.kind)?,
        },
        SubjectMessage::ContactChangeUndone(undone) => Subject::ContactChangeUndone {
            change_id: undone.change_id.parse().ok()?,
            kind: parse::contact_kind(undone.kind)?,
        },
    })
}

fn subject_message(subject: Subject) -> SubjectMessage {
    match subject {
        Subject::NewLogin { session_id } => SubjectMessage::NewLogin(NewLogin {
            session_id: session_id.to_string(),
        }),
        Subject::PasswordChanged => SubjectMessage::PasswordChanged(PasswordChanged {}),
        Subject::ServiceLinked { link_id, kind } => SubjectMessage::ServiceLinked(ServiceLinked {
            link_id: link_id.to_string(),
            kind: service_kind_message(kind).into(),
        }),
        Subject::ServiceUnlinked {
            link_id,
            kind,
            cause,
        } => {
            let cause = match cause {
                UnlinkCause::Person => UnlinkCauseMessage::Person,
                UnlinkCause::HolderChanged => UnlinkCauseMessage::HolderChanged,
            };
            SubjectMessage::ServiceUnlinked(ServiceUnlinked {
                link_id: link_id.to_string(),
                kind: service_kind_message(kind).into(),
                cause: cause.into(),
            })
        }
        Subject::PersonalDataChanged => SubjectMessage::PersonalDataChanged(PersonalDataChanged {}),
        Subject::RecoveryStarted {
            recovery_id,
            code_kind,
        } => SubjectMessage::RecoveryStarted(RecoveryStarted {
            recovery_id: recovery_id.to_string(),
            code_kind: parse::kind_message(code_kind).into(),
        }),
        Subject::PasswordReset { recovery_id } => SubjectMessage::PasswordReset(PasswordReset {
            recovery_id: recovery_id.to_string(),
        }),
        Subject::LoginReminder { contact_kind } => SubjectMessage::LoginReminder(LoginReminder {
            contact_kind: parse::kind_message(contact_kind).into(),
        }),
        Subject::AccessEnded { cause } => {
            let cause = match cause {
                AccessEndCause::NotMe => AccessEndCauseMessage::NotMe,
                AccessEndCause::ContactChangeUndone => AccessEndCauseMessage::ContactChangeUndone,
            };
            SubjectMessage::AccessEnded(AccessEnded {
                cause: cause.into(),
            })
        }
        Subject::ContactChanged { change_id, kind } => {
            SubjectMessage::ContactChanged(ContactChanged {
                change_id: change_id.to_string(),
                kind: parse::kind_message(kind).into(),
            })
        }
        Subject::ContactChangeUndone { change_id, kind } => {
            SubjectMessage::ContactChangeUndone(ContactChangeUndone {
                change_id: change_id.to_string(),
                kind: parse::kind_message(kind).into(),
            })
        }
    }
}

fn service_kind(message: ServiceKindMessage) -> Option<ServiceKind> {
    match message {
        ServiceKindMessage::Unspecified => None,
        ServiceKindMessage::Mobile => Some(ServiceKind::Mobile),
        ServiceKindMessage::Landline => Some(ServiceKind::Landline),
        ServiceKindMessage::Broadband => Some(ServiceKind::Broadband),
        ServiceKindMessage::Tv => Some(ServiceKind::Tv),
        ServiceKindMessage::Other => Some(ServiceKind::Other),
    }
}

fn service_kind_message(kind: ServiceKind) -> ServiceKindMessage {
    match kind {
        ServiceKind::Mobile => ServiceKindMessage::Mobile,
        ServiceKind::Landline => ServiceKindMessage::Landline,
        ServiceKind::Broadband => ServiceKindMessage::Broadband,
        ServiceKind::Tv => ServiceKindMessage::Tv,
        ServiceKind::Other => ServiceKindMessage::Other,
    }
}
