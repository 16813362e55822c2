//! Security events and the chain that shows whether one was changed.

use kabinet_env::id::{AccountId, SessionId};
use kabinet_seal::sha256;
use time::OffsetDateTime;

/// Hash before the first event of a chain.
pub(crate) const CHAIN_START: [u8; 32] = [0; 32];

/// Failed attempts of strangers that get events of their own; the others of the day are counted.
pub(crate) const LISTED_FAILURES_PER_DAY: i32 = 10;

/// Kinds of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    AccountCreated,
    LoginSucceeded,
    LoginFailed,
    SessionRevoked,
    AllSessionsRevoked,
    RefreshTokenReused,
    PasswordChanged,
    Reauthenticated,
    RecoveryStarted,
    PasswordReset,
    RecoveryCanceled,
    NotMeReported,
    ContactChangeUndone,
    LoginContactsChanged,
    LoginReminded,
}

impl Kind {
    const ALL: [Self; 15] = [
        Self::AccountCreated,
        Self::LoginSucceeded,
        Self::LoginFailed,
        Self::SessionRevoked,
        Self::AllSessionsRevoked,
        Self::RefreshTokenReused,
        Self::PasswordChanged,
        Self::Reauthenticated,
        Self::RecoveryStarted,
        Self::PasswordReset,
        Self::RecoveryCanceled,
        Self::NotMeReported,
        Self::ContactChangeUndone,
        Self::LoginContactsChanged,
        Self::LoginReminded,
    ];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AccountCreated => "ACCOUNT_CREATED",
            Self::LoginSucceeded => "LOGIN_SUCCEEDED",
            Self::LoginFailed => "LOGIN_FAILED",
            Self::SessionRevoked => "SESSION_REVOKED",
            Self::AllSessionsRevoked => "ALL_SESSIONS_REVOKED",
            Self::RefreshTokenReused => "REFRESH_TOKEN_REUSED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::Reauthenticated => "REAUTHENTICATED",
            Self::RecoveryStarted => "RECOVERY_STARTED",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::RecoveryCanceled => "RECOVERY_CANCELED",
            Self::NotMeReported => "NOT_ME_REPORTED",
            Self::ContactChangeUndone => "CONTACT_CHANGE_UNDONE",
            Self::LoginContactsChanged => "LOGIN_CONTACTS_CHANGED",
            Self::LoginReminded => "LOGIN_REMINDED",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One event with what is sealed of its place.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) account_id: AccountId,
    pub(crate) kind: Kind,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) sealed_place: Vec<u8>,
    pub(crate) occur_time: OffsetDateTime,
}

impl Event {
    /// Digests everything but the event's position. The sealed place goes in sealed, so that a chain
    /// whose account was erased still verifies.
    pub(crate) fn digest(&self) -> [u8; 32] {
        let microseconds = self.occur_time.unix_timestamp_nanos() / 1_000;
        let session = self
            .session_id
            .map_or([0; 16], |session_id| session_id.uuid().into_bytes());
        let account = self.account_id.uuid();
        let parts: [&[u8]; 6] = [
            b"kabinet security event 1",
            account.as_bytes(),
            self.kind.as_str().as_bytes(),
            &microseconds.to_be_bytes(),
            &session,
            &self.sealed_place,
        ];
        let mut canonical = Vec::new();
        for part in parts {
            canonical.extend_from_slice(&(part.len() as u64).to_be_bytes());
            canonical.extend_from_slice(part);
        }
        sha256(&canonical)
    }
}
