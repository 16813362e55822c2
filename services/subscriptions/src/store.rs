//! The only place with SQL: rows in, rows out, sealed as they are.

pub(crate) mod challenge;
pub(crate) mod contract_lookup;
pub(crate) mod copy;
pub(crate) mod link;
pub(crate) mod link_change;
pub(crate) mod link_sweep;
pub(crate) mod merge;
pub(crate) mod proof;
pub(crate) mod snapshot;
pub(crate) mod snapshot_sweep;
pub(crate) mod staged_row;
pub(crate) mod staging;
pub(crate) mod standing;
pub(crate) mod view;

use thiserror::Error;
use uuid::Uuid;

/// A row holds what this service never wrote.
#[derive(Debug, Error)]
#[error("{table}.{column} of {row} is corrupt")]
pub(crate) struct CorruptRow {
    /// Table.
    pub(crate) table: &'static str,
    /// Column.
    pub(crate) column: &'static str,
    /// Link, contract or snapshot of the row.
    pub(crate) row: Uuid,
}

/// Tells why stored data could not be had.
#[derive(Debug, Error)]
pub(crate) enum Error {
    /// The database refused or did not answer.
    #[error("the database refused or did not answer")]
    Database(#[from] sqlx::Error),
    /// A row is corrupt.
    #[error(transparent)]
    Corrupt(#[from] CorruptRow),
    /// A sealed value does not open, or not to what was sealed.
    #[error(transparent)]
    Vault(#[from] crate::vault::Error),
}

impl Error {
    /// Tells whether the call may succeed when it is repeated.
    pub(crate) fn is_unavailable(&self) -> bool {
        matches!(self, Self::Database(error) if kabinet_database::is_unavailable(error))
    }
}
