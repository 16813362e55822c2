//! Notices between the wire and the domain.

use kabinet_domain::Language;
use kabinet_proto::types::v1::{
    NewLogin, Notice as NoticeMessage, PasswordChanged, PersonalDataChanged,
    ServiceKind as ServiceKindMessage, ServiceLinked, ServiceUnlinked,
    UnlinkCause as UnlinkCauseMessage, notice::Subject as SubjectMessage,
};
use time::OffsetDateTime;

use super::violations::Violations;
use crate::domain::{
    notice::{Notice, Subject, UnlinkCause},
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
