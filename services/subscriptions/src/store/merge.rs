//! Makes the staged records of a snapshot visible: set by set, inside one transaction.

mod children;
mod contracts;
mod holders;
mod missing;
mod plan;
mod repeats;

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

pub(crate) use holders::{EndedLink, end_links};
pub(crate) use missing::{Missing, close, count};
pub(crate) use plan::{bound, join_all, join_few_or_many};
pub(crate) use repeats::discard as discard_repeats;

use super::Error;

/// What is merged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Merge<'s> {
    /// Source; its contracts and no others are touched.
    pub(crate) source_id: &'s str,
    /// Snapshot.
    pub(crate) snapshot_id: Uuid,
    /// When its records were true.
    pub(crate) as_of: OffsetDateTime,
    /// When they become visible.
    pub(crate) now: OffsetDateTime,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Merged {
    /// Contracts that are new.
    pub(crate) created_count: u64,
    /// Contracts that changed.
    pub(crate) updated_count: u64,
    /// Contracts that have another holder now.
    pub(crate) changed_holders: Vec<Uuid>,
}

/// Writes every staged record that is newer than what stands, with all that hangs on it.
pub(crate) async fn write(
    connection: &mut PgConnection,
    merge: &Merge<'_>,
) -> Result<Merged, Error> {
    contracts::discard_stale(connection, merge).await?;
    let changed_holders = contracts::changed_holders(connection, merge).await?;
    // Contracts before links: a proof that is under way holds the contract until it is through.
    let updated_count = contracts::update(connection, merge).await?;
    if updated_count > 0 {
        children::delete(connection, merge).await?;
    }
    if !changed_holders.is_empty() {
        children::delete_balances(connection, &changed_holders).await?;
    }
    let created_count = contracts::insert(connection, merge).await?;
    children::insert_services(connection, merge).await?;
    children::insert_locators(connection, merge).await?;
    children::write_balances(connection, merge).await?;
    children::insert_bills(connection, merge).await?;
    Ok(Merged {
        created_count,
        updated_count,
        changed_holders,
    })
}
