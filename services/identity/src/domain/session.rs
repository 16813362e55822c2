//! Sessions and how their owner proved who they are.

use std::time::Duration;

use kabinet_env::id::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::place::Place;

/// A way of proving who one is (RFC 8176).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Method {
    #[serde(rename = "pwd")]
    Password,
    #[serde(rename = "otp")]
    OneTimeCode,
}

impl Method {
    const ALL: [Self; 2] = [Self::Password, Self::OneTimeCode];

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::OneTimeCode => "otp",
        }
    }

    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.as_str() == name)
    }
}

/// The longest life that an access token may be given.
pub(crate) const LONGEST_ACCESS_TOKEN: Duration = Duration::from_mins(15);

/// How long sessions live.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    pub(crate) access_token: Duration,
    pub(crate) idle: Duration,
    pub(crate) absolute: Duration,
}

impl Lifetimes {
    /// Returns when a session ends that is used now and not again.
    pub(crate) fn idle_end(&self, now: OffsetDateTime, end: OffsetDateTime) -> OffsetDateTime {
        end.min(now + self.idle)
    }

    /// Returns how long an access token lives that is issued now, in a session that ends then.
    pub(crate) fn access_token_until(&self, now: OffsetDateTime, end: OffsetDateTime) -> Duration {
        let left = Duration::try_from(end - now).unwrap_or_default();
        self.access_token.min(left)
    }
}

/// A live session as its owner sees it.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) id: SessionId,
    pub(crate) account_id: AccountId,
    pub(crate) methods: Vec<Method>,
    pub(crate) place: Place,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) authentication_time: OffsetDateTime,
    pub(crate) last_use_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

/// Why a session ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EndReason {
    Revoked,
    AllRevoked,
    TokenReused,
    PasswordChanged,
    PasswordReset,
    /// Somebody else had it.
    AccessEnded,
}

impl EndReason {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "REVOKED",
            Self::AllRevoked => "ALL_REVOKED",
            Self::TokenReused => "TOKEN_REUSED",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::AccessEnded => "ACCESS_ENDED",
        }
    }
}
