//! The only place with SQL: rows in, rows out, sealed as they are.

pub(crate) mod access_log;
pub(crate) mod contact_point;
pub(crate) mod draft;
pub(crate) mod person;

use uuid::Uuid;

/// A row holds a word that this service never wrote.
#[derive(Debug, thiserror::Error)]
#[error("{table}.{column} of {row} is corrupt")]
pub(crate) struct CorruptRow {
    /// Table.
    pub(crate) table: &'static str,
    /// Column.
    pub(crate) column: &'static str,
    /// Account of the row.
    pub(crate) row: Uuid,
}
