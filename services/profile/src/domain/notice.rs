//! What a person is told about their account: ids and words of closed sets, never a contact.

use kabinet_domain::Language;
use kabinet_env::id::{AccountId, LinkId, NoticeId, SessionId};
use time::OffsetDateTime;

use super::service_kind::ServiceKind;

/// Something that a person is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Notice {
    /// Whom it is about.
    pub(crate) account_id: AccountId,
    /// Language of the call that caused it.
    pub(crate) language: Language,
    /// What it is about.
    pub(crate) subject: Subject,
    /// When it happened.
    pub(crate) occur_time: OffsetDateTime,
}

/// A notice as it stands in the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InboxItem {
    /// Id of the notice.
    pub(crate) id: NoticeId,
    /// What it says.
    pub(crate) notice: Notice,
    /// When it came.
    pub(crate) create_time: OffsetDateTime,
    /// Whether messages were sent too.
    pub(crate) sent: bool,
}

/// What a notice is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Subject {
    /// Somebody logged in on a device that the account had not seen.
    NewLogin {
        /// The session.
        session_id: SessionId,
    },
    /// The password was changed.
    PasswordChanged,
    /// A service was added.
    ServiceLinked {
        /// The link.
        link_id: LinkId,
        /// Kind of the service.
        kind: ServiceKind,
    },
    /// A service was removed.
    ServiceUnlinked {
        /// The link.
        link_id: LinkId,
        /// Kind of the service.
        kind: ServiceKind,
        /// Why.
        cause: UnlinkCause,
    },
    /// Names, birth date or region were changed.
    PersonalDataChanged,
}

/// Which of the subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SubjectKind {
    /// See [`Subject::NewLogin`].
    NewLogin,
    /// See [`Subject::PasswordChanged`].
    PasswordChanged,
    /// See [`Subject::ServiceLinked`].
    ServiceLinked,
    /// See [`Subject::ServiceUnlinked`].
    ServiceUnlinked,
    /// See [`Subject::PersonalDataChanged`].
    PersonalDataChanged,
}

/// Why a service was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnlinkCause {
    /// The person removed it.
    Person,
    /// Its contract has another holder.
    HolderChanged,
}

impl Subject {
    /// Returns which of the subjects this is.
    pub(crate) fn kind(&self) -> SubjectKind {
        match self {
            Self::NewLogin { .. } => SubjectKind::NewLogin,
            Self::PasswordChanged => SubjectKind::PasswordChanged,
            Self::ServiceLinked { .. } => SubjectKind::ServiceLinked,
            Self::ServiceUnlinked { .. } => SubjectKind::ServiceUnlinked,
            Self::PersonalDataChanged => SubjectKind::PersonalDataChanged,
        }
    }
}

impl SubjectKind {
    const ALL: [Self; 5] = [
        Self::NewLogin,
        Self::PasswordChanged,
        Self::ServiceLinked,
        Self::ServiceUnlinked,
        Self::PersonalDataChanged,
    ];

    /// Returns the kind as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NewLogin => "NEW_LOGIN",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::ServiceLinked => "SERVICE_LINKED",
            Self::ServiceUnlinked => "SERVICE_UNLINKED",
            Self::PersonalDataChanged => "PERSONAL_DATA_CHANGED",
        }
    }

    /// Reads the kind from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

impl UnlinkCause {
    const ALL: [Self; 2] = [Self::Person, Self::HolderChanged];

    /// Returns the cause as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::HolderChanged => "HOLDER_CHANGED",
        }
    }

    /// Reads the cause from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}
