//! The only place with SQL.

pub(crate) mod account;
pub(crate) mod action_token;
pub(crate) mod credential;
pub(crate) mod known_device;
pub(crate) mod login_contact;
pub(crate) mod login_name;
pub(crate) mod lookup;
pub(crate) mod proof;
pub(crate) mod recovery;
pub(crate) mod recovery_aim;
pub(crate) mod recovery_end;
pub(crate) mod recovery_lookup;
pub(crate) mod recovery_step;
pub(crate) mod refresh_token;
pub(crate) mod registration;
pub(crate) mod registration_end;
pub(crate) mod revocation;
pub(crate) mod security_event;
pub(crate) mod session;
pub(crate) mod session_end;
pub(crate) mod sweep;

use thiserror::Error;
use uuid::Uuid;

/// A row holds what this service never wrote.
#[derive(Debug, Error)]
#[error("{table}.{column} of {row} is corrupt")]
pub(crate) struct CorruptRow {
    table: &'static str,
    column: &'static str,
    /// Account, session, registration or request of the row.
    row: Uuid,
}

/// Tells why stored data could not be had.
#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the database refused or did not answer")]
    Database(#[from] sqlx::Error),
    #[error(transparent)]
    Corrupt(#[from] CorruptRow),
    #[error("a stored value cannot be opened")]
    Sealed(#[from] kabinet_seal::OpenError),
    #[error("a token cannot be derived again")]
    Token(#[from] crate::vault::KeyGone),
}

impl Error {
    /// Tells whether the call may succeed when it is repeated.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self, Self::Database(error) if kabinet_database::is_unavailable(error))
    }
}

pub(crate) fn corrupt(table: &'static str, column: &'static str, row: Uuid) -> Error {
    CorruptRow { table, column, row }.into()
}
