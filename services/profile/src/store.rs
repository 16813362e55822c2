//! The only place with SQL: rows in, rows out, sealed as they are.

pub(crate) mod access_log;
pub(crate) mod consumed_proof;
pub(crate) mod contact_change;
pub(crate) mod contact_point;
pub(crate) mod directory;
pub(crate) mod draft;
mod language;
pub(crate) mod message;
pub(crate) mod moment;
pub(crate) mod notice;
pub(crate) mod person;
pub(crate) mod preference;
pub(crate) mod recipient;

use uuid::Uuid;

/// Says why stored rows could not be had.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The database refused or did not answer.
    #[error("the database refused or did not answer")]
    Database(#[from] sqlx::Error),
    /// A row holds what this service never wrote.
    #[error(transparent)]
    Corrupt(#[from] CorruptRow),
}

/// A row holds a word that this service never wrote.
#[derive(Debug, thiserror::Error)]
#[error("{table}.{column} of {row} is corrupt")]
pub(crate) struct CorruptRow {
    /// Table.
    pub(crate) table: &'static str,
    /// Column.
    pub(crate) column: &'static str,
    /// Account or registration of the row.
    pub(crate) row: Uuid,
}
