use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, ContactChangeId, LinkId, RecoveryId, SessionId};
use uuid::Uuid;

use super::{super::CorruptRow, TABLE};
use crate::domain::{
    notice::{AccessEndCause, Subject, SubjectKind, UnlinkCause},
    service_kind::ServiceKind,
};

/// What a notice is about, as its columns hold it.
#[derive(Debug, Clone, Default)]
pub(in crate::store) struct SubjectColumns {
    pub(in crate::store) subject: String,
    pub(in crate::store) session_id: Option<Uuid>,
    pub(in crate::store) link_id: Option<Uuid>,
    pub(in crate::store) service_kind: Option<String>,
    pub(in crate::store) unlink_cause: Option<String>,
    pub(in crate::store) recovery_id: Option<Uuid>,
    pub(in crate::store) change_id: Option<Uuid>,
    pub(in crate::store) contact_kind: Option<String>,
    pub(in crate::store) access_end_cause: Option<String>,
}

impl SubjectColumns {
    /// Reads the subject of a notice.
    pub(in crate::store) fn read(&self, account_id: AccountId) -> Result<Subject, CorruptRow> {
        self.parse().ok_or(CorruptRow {
            table: TABLE,
            column: "subject",
            row: account_id.uuid(),
        })
    }

    fn parse(&self) -> Option<Subject> {
        Some(match SubjectKind::parse(&self.subject)? {
            SubjectKind::NewLogin => Subject::NewLogin {
                session_id: SessionId::from_uuid(self.session_id?),
            },
            SubjectKind::PasswordChanged => Subject::PasswordChanged,
            SubjectKind::ServiceLinked => Subject::ServiceLinked {
                link_id: LinkId::from_uuid(self.link_id?),
                kind: self.service_kind()?,
            },
            SubjectKind::ServiceUnlinked => Subject::ServiceUnlinked {
                link_id: LinkId::from_uuid(self.link_id?),
                kind: self.service_kind()?,
                cause: UnlinkCause::parse(self.unlink_cause.as_deref()?)?,
            },
            SubjectKind::PersonalDataChanged => Subject::PersonalDataChanged,
            SubjectKind::RecoveryStarted => Subject::RecoveryStarted {
                recovery_id: RecoveryId::from_uuid(self.recovery_id?),
                code_kind: self.contact_kind()?,
            },
            SubjectKind::PasswordReset => Subject::PasswordReset {
                recovery_id: RecoveryId::from_uuid(self.recovery_id?),
            },
            SubjectKind::LoginReminder => Subject::LoginReminder {
                contact_kind: self.contact_kind()?,
            },
            SubjectKind::AccessEnded => Subject::AccessEnded {
                cause: AccessEndCause::parse(self.access_end_cause.as_deref()?)?,
            },
            SubjectKind::ContactChanged => Subject::ContactChanged {
                change_id: ContactChangeId::from_uuid(self.change_id?),
                kind: self.contact_kind()?,
            },
            SubjectKind::ContactChangeUndone => Subject::ContactChangeUndone {
                change_id: ContactChangeId::from_uuid(self.change_id?),
                kind: self.contact_kind()?,
            },
        })
    }

    fn contact_kind(&self) -> Option<ContactKind> {
        ContactKind::from_name(self.contact_kind.as_deref()?)
    }

    fn service_kind(&self) -> Option<ServiceKind> {
        ServiceKind::parse(self.service_kind.as_deref()?)
    }
}

impl From<&Subject> for SubjectColumns {
    fn from(subject: &Subject) -> Self {
        let mut columns = Self {
            subject: subject.kind().as_str().to_owned(),
            ..Self::default()
        };
        match *subject {
            Subject::NewLogin { session_id } => columns.session_id = Some(session_id.uuid()),
            Subject::ServiceLinked { link_id, kind } => columns.set_service(link_id, kind),
            Subject::ServiceUnlinked {
                link_id,
                kind,
                cause,
            } => {
                columns.set_service(link_id, kind);
                columns.unlink_cause = Some(cause.as_str().to_owned());
            }
            Subject::PasswordChanged | Subject::PersonalDataChanged => {}
            Subject::RecoveryStarted {
                recovery_id,
                code_kind,
            } => {
                columns.recovery_id = Some(recovery_id.uuid());
                columns.set_contact(code_kind);
            }
            Subject::PasswordReset { recovery_id } => {
                columns.recovery_id = Some(recovery_id.uuid());
            }
            Subject::LoginReminder { contact_kind } => columns.set_contact(contact_kind),
            Subject::AccessEnded { cause } => {
                columns.access_end_cause = Some(cause.as_str().to_owned());
            }
            Subject::ContactChanged { change_id, kind }
            | Subject::ContactChangeUndone { change_id, kind } => {
                columns.change_id = Some(change_id.uuid());
                columns.set_contact(kind);
            }
        }
        columns
    }
}

impl SubjectColumns {
    fn set_service(&mut self, link_id: LinkId, kind: ServiceKind) {
        self.link_id = Some(link_id.uuid());
        self.service_kind = Some(kind.as_str().to_owned());
    }

    fn set_contact(&mut self, kind: ContactKind) {
        self.contact_kind = Some(kind.as_str().to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects() -> [Subject; 11] {
        let recovery_id = RecoveryId::from_uuid(Uuid::from_u128(4));
        let change_id = ContactChangeId::from_uuid(Uuid::from_u128(5));
        let kind = ContactKind::Email;
        let link_id = LinkId::from_uuid(Uuid::from_u128(2));
        [
            Subject::NewLogin {
                session_id: SessionId::from_uuid(Uuid::from_u128(1)),
            },
            Subject::PasswordChanged,
            Subject::ServiceLinked {
                link_id,
                kind: ServiceKind::Tv,
            },
            Subject::ServiceUnlinked {
                link_id,
                kind: ServiceKind::Mobile,
                cause: UnlinkCause::HolderChanged,
            },
            Subject::PersonalDataChanged,
            Subject::RecoveryStarted {
                recovery_id,
                code_kind: ContactKind::Mobile,
            },
            Subject::PasswordReset { recovery_id },
            Subject::LoginReminder { contact_kind: kind },
            Subject::AccessEnded {
                cause: AccessEndCause::NotMe,
            },
            Subject::ContactChanged { change_id, kind },
            Subject::ContactChangeUndone { change_id, kind },
        ]
    }

    fn read(columns: &SubjectColumns) -> Result<Subject, CorruptRow> {
        columns.read(AccountId::from_uuid(Uuid::from_u128(3)))
    }

    #[test]
    fn every_subject_is_read_back() {
        for subject in subjects() {
            assert_eq!(read(&SubjectColumns::from(&subject)).unwrap(), subject);
        }
    }

    #[test]
    fn columns_that_lack_what_their_subject_needs_are_corrupt() {
        let whole = SubjectColumns::from(&subjects()[3]);
        let [.., recovery, _, reminder, ended, changed, _] = subjects();
        let [recovery, reminder, ended, changed] =
            [recovery, reminder, ended, changed].map(|subject| SubjectColumns::from(&subject));
        for broken in [
            SubjectColumns {
                subject: "IMAGINED".to_owned(),
                ..whole.clone()
            },
            SubjectColumns {
                link_id: None,
                ..whole.clone()
            },
            SubjectColumns {
                service_kind: Some("FAX".to_owned()),
                ..whole.clone()
            },
            SubjectColumns {
                unlink_cause: None,
                ..whole
            },
            SubjectColumns {
                recovery_id: None,
                ..recovery
            },
            SubjectColumns {
                contact_kind: Some("FAX".to_owned()),
                ..reminder
            },
            SubjectColumns {
                access_end_cause: Some("IMAGINED".to_owned()),
                ..ended
            },
            SubjectColumns {
                change_id: None,
                ..changed
            },
        ] {
            assert!(read(&broken).is_err(), "{broken:?}");
        }
    }
}
