//! The only place with SQL: the ledger, the queues of codes and of notices.

mod claim_codes;
mod claim_notices;
mod counters;
mod notices;
mod outcome;
mod outcomes;
mod queue;
mod receipts;
mod retention;
mod shown;

use sqlx::PgPool;
use uuid::Uuid;

use crate::domain::Tag;

pub(crate) use notices::{Kept, NewNotice, ShownNotice};
pub(crate) use outcome::Outcome;
pub(crate) use outcomes::{Ended, FailedGuess, Overdue};
pub(crate) use queue::Started;
pub(crate) use shown::Delivery;

/// Longest page that one statement reads or changes.
pub(crate) const PAGE: u32 = 500;

/// The service's schema.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    pool: PgPool,
}

impl Ledger {
    /// Uses the pool of the app role.
    pub(crate) fn new(pool: PgPool) -> Self {
        Self { pool }
    }
}

/// Why a statement gave nothing.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Postgres failed.
    #[error("a statement failed")]
    Database(#[from] sqlx::Error),
    /// A row breaks what its constraints promise.
    #[error("a row cannot be read")]
    Corrupt(#[from] CorruptRow),
}

/// A row holds a value that this service never wrote.
#[derive(Debug, thiserror::Error)]
#[error("verification.{table}.{column} of {row} is corrupt")]
pub(crate) struct CorruptRow {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// Id of the row, where the rows are not counted together.
    pub row: Uuid,
}

fn corrupt(table: &'static str, column: &'static str, row: Uuid) -> CorruptRow {
    CorruptRow { table, column, row }
}

fn tag(
    bytes: &[u8],
    table: &'static str,
    column: &'static str,
    row: Uuid,
) -> Result<Tag, CorruptRow> {
    Tag::try_from(bytes).map_err(|_| corrupt(table, column, row))
}
