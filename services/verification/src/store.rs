//! The only place with SQL: the ledger and the delivery queue.

mod counters;
mod messages;
mod outcomes;
mod queue;
mod retention;
mod work;

use sqlx::PgPool;

pub(crate) use messages::Delivery;
pub(crate) use outcomes::{Ended, FailedGuess, Overdue};
pub(crate) use queue::Started;
pub(crate) use work::Outcome;

/// Longest page that one statement reads or changes.
const PAGE: i64 = 500;

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

/// A row that breaks what its constraints promise.
fn corrupt(column: &'static str) -> sqlx::Error {
    sqlx::Error::Decode(format!("verification: a value of {column} is not known").into())
}
