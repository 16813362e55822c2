//! What a person is told about their account: ids and words of closed sets, never a contact.

use kabinet_domain::{ContactKind, Language};
use kabinet_env::id::{AccountId, ContactChangeId, LinkId, NoticeId, RecoveryId, SessionId};
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
    /// Somebody asked to get in without the password.
    RecoveryStarted {
        /// The recovery.
        recovery_id: RecoveryId,
        /// Kind of the contact that the code goes to.
        code_kind: ContactKind,
    },
    /// A new password was set without the old one.
    PasswordReset {
        /// The recovery.
        recovery_id: RecoveryId,
    },
    /// The person asked for their login name.
    LoginReminder {
        /// Kind of the contact that it goes to.
        contact_kind: ContactKind,
    },
    /// Access was ended because somebody else had it.
    AccessEnded {
        /// Why.
        cause: AccessEndCause,
    },
    /// A contact was replaced, or a second one confirmed.
    ContactChanged {
        /// The change.
        change_id: ContactChangeId,
        /// Kind of the contact.
        kind: ContactKind,
    },
    /// A change of a contact was taken back.
    ContactChangeUndone {
        /// The change.
        change_id: ContactChangeId,
        /// Kind of the contact.
        kind: ContactKind,
    },
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
    /// See [`Subject::RecoveryStarted`].
    RecoveryStarted,
    /// See [`Subject::PasswordReset`].
    PasswordReset,
    /// See [`Subject::LoginReminder`].
    LoginReminder,
    /// See [`Subject::AccessEnded`].
    AccessEnded,
    /// See [`Subject::ContactChanged`].
    ContactChanged,
    /// See [`Subject::ContactChangeUndone`].
    ContactChangeUndone,
}

/// Why access was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AccessEndCause {
    /// A reader of a message said that it was not them.
    NotMe,
    /// A change of a contact was taken back.
    ContactChangeUndone,
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
            Self::RecoveryStarted { .. } => SubjectKind::RecoveryStarted,
            Self::PasswordReset { .. } => SubjectKind::PasswordReset,
            Self::LoginReminder { .. } => SubjectKind::LoginReminder,
            Self::AccessEnded { .. } => SubjectKind::AccessEnded,
            Self::ContactChanged { .. } => SubjectKind::ContactChanged,
            Self::ContactChangeUndone { .. } => SubjectKind::ContactChangeUndone,
        }
    }
}

impl SubjectKind {
    const ALL: [Self; 11] = [
        Self::NewLogin,
        Self::PasswordChanged,
        Self::ServiceLinked,
        Self::ServiceUnlinked,
        Self::PersonalDataChanged,
        Self::RecoveryStarted,
        Self::PasswordReset,
        Self::LoginReminder,
        Self::AccessEnded,
        Self::ContactChanged,
        Self::ContactChangeUndone,
    ];

    /// Returns the kind as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NewLogin => "NEW_LOGIN",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::ServiceLinked => "SERVICE_LINKED",
            Self::ServiceUnlinked => "SERVICE_UNLINKED",
            Self::PersonalDataChanged => "PERSONAL_DATA_CHANGED",
            Self::RecoveryStarted => "RECOVERY_STARTED",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::LoginReminder => "LOGIN_REMINDER",
            Self::AccessEnded => "ACCESS_ENDED",
            Self::ContactChanged => "CONTACT_CHANGED",
            Self::ContactChangeUndone => "CONTACT_CHANGE_UNDONE",
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

impl AccessEndCause {
    const ALL: [Self; 2] = [Self::NotMe, Self::ContactChangeUndone];

    /// Returns the cause as the table keeps it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NotMe => "NOT_ME",
            Self::ContactChangeUndone => "CONTACT_CHANGE_UNDONE",
        }
    }

    /// Reads the cause from the table's word.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}
