use kabinet_env::id::{AccountId, LinkId, SessionId};
use uuid::Uuid;

use super::{super::CorruptRow, TABLE};
use crate::domain::{
    notice::{Subject, SubjectKind, UnlinkCause},
    service_kind::ServiceKind,
};

/// What a notice is about, as its columns hold it.
#[derive(Debug, Clone)]
pub(in crate::store) struct SubjectColumns {
    pub(in crate::store) subject: String,
    pub(in crate::store) session_id: Option<Uuid>,
    pub(in crate::store) link_id: Option<Uuid>,
    pub(in crate::store) service_kind: Option<String>,
    pub(in crate::store) unlink_cause: Option<String>,
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
        })
    }

    fn service_kind(&self) -> Option<ServiceKind> {
        ServiceKind::parse(self.service_kind.as_deref()?)
    }
}

impl From<&Subject> for SubjectColumns {
    fn from(subject: &Subject) -> Self {
        let (mut session, mut link, mut service, mut unlink) = (None, None, None, None);
        match *subject {
            Subject::NewLogin { session_id } => session = Some(session_id),
            Subject::ServiceLinked { link_id, kind } => {
                (link, service) = (Some(link_id), Some(kind));
            }
            Subject::ServiceUnlinked {
                link_id,
                kind,
                cause,
            } => (link, service, unlink) = (Some(link_id), Some(kind), Some(cause)),
            Subject::PasswordChanged | Subject::PersonalDataChanged => {}
        }
        Self {
            subject: subject.kind().as_str().to_owned(),
            session_id: session.map(SessionId::uuid),
            link_id: link.map(LinkId::uuid),
            service_kind: service.map(|kind| kind.as_str().to_owned()),
            unlink_cause: unlink.map(|cause| cause.as_str().to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subjects() -> [Subject; 5] {
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
        ] {
            assert!(read(&broken).is_err(), "{broken:?}");
        }
    }
}
