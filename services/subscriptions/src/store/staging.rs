//! Batches of an open snapshot: its records and how far it has come, in one transaction.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::Error;
use super::copy::Rows;
use crate::domain::checksum::Checksum;
use crate::domain::snapshot::Conflicts;

const COPY_CONTRACTS: &str = "COPY subscriptions.staged_contract (
    snapshot_id, ordinal, contract_id, external_id, version, digest, region_code, rating_type,
    holder_kind, holder_generation, state, numbers, contact, contact_since, locators,
    service_ids, service_external_ids, service_kinds, service_phone_numbers,
    service_tariff_codes, service_tariff_names, service_states, service_suspend_reasons,
    balance_nanos, balance_currency, balance_as_of, bills_as_of,
    bill_ids, bill_external_ids, bill_numbers, bill_period_starts, bill_period_ends,
    bill_nanos, bill_currencies, bill_issue_dates, bill_due_dates, bill_states
) FROM STDIN (FORMAT binary)";

const COPY_MENTIONS: &str = "COPY subscriptions.staged_mention (
    snapshot_id, contract_id
) FROM STDIN (FORMAT binary)";

/// How far an open snapshot has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Ordinal of the record that is to come next.
    pub(crate) next_ordinal: i64,
    /// Checksum of the records that came.
    pub(crate) checksum: Checksum,
    /// How many were rejected.
    pub(crate) rejected_count: i64,
    /// How many are staged because they change something.
    pub(crate) staged_count: i64,
    /// Which contradict what stands.
    pub(crate) conflicts: Conflicts,
}

/// Returns how far the snapshot has come: to the start, if a crash of Postgres emptied the staging.
pub(crate) async fn progress(
    connection: &mut PgConnection,
    snapshot_id: Uuid,
) -> Result<Progress, Error> {
    let row = sqlx::query!(
        "SELECT next_ordinal, checksum, rejected_count, staged_count, conflict_count,
                conflict_ordinals
         FROM subscriptions.snapshot_progress
         WHERE snapshot_id = $1",
        snapshot_id,
    )
    .fetch_optional(connection)
    .await?;
    Ok(row.map_or_else(Progress::default, |row| Progress {
        next_ordinal: row.next_ordinal,
        checksum: Checksum::from_column(row.checksum),
        rejected_count: row.rejected_count,
        staged_count: row.staged_count,
        conflicts: Conflicts {
            count: row.conflict_count,
            ordinals: row.conflict_ordinals,
        },
    }))
}

/// Writes how far the snapshot has come.
pub(crate) async fn advance(
    connection: &mut PgConnection,
    snapshot_id: Uuid,
    progress: &Progress,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.snapshot_progress (
             snapshot_id, next_ordinal, checksum, rejected_count, staged_count, conflict_count,
             conflict_ordinals, update_time
         )
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (snapshot_id) DO UPDATE
         SET next_ordinal = EXCLUDED.next_ordinal,
             checksum = EXCLUDED.checksum,
             rejected_count = EXCLUDED.rejected_count,
             staged_count = EXCLUDED.staged_count,
             conflict_count = EXCLUDED.conflict_count,
             conflict_ordinals = EXCLUDED.conflict_ordinals,
             update_time = EXCLUDED.update_time",
        snapshot_id,
        progress.next_ordinal,
        progress.checksum.column(),
        progress.rejected_count,
        progress.staged_count,
        progress.conflicts.count,
        &progress.conflicts.ordinals,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Stages records that change something.
pub(crate) async fn copy_contracts(connection: &mut PgConnection, rows: Rows) -> Result<(), Error> {
    Ok(rows.send(connection, COPY_CONTRACTS).await?)
}

/// Stages mentions of contracts that stand as they are.
pub(crate) async fn copy_mentions(connection: &mut PgConnection, rows: Rows) -> Result<(), Error> {
    Ok(rows.send(connection, COPY_MENTIONS).await?)
}

/// Empties the staging of one snapshot.
pub(crate) async fn empty(connection: &mut PgConnection, snapshot_id: Uuid) -> Result<(), Error> {
    sqlx::query!(
        "WITH contracts AS (
             DELETE FROM subscriptions.staged_contract WHERE snapshot_id = $1
         ), mentions AS (
             DELETE FROM subscriptions.staged_mention WHERE snapshot_id = $1
         )
         DELETE FROM subscriptions.snapshot_progress WHERE snapshot_id = $1",
        snapshot_id,
    )
    .execute(connection)
    .await?;
    Ok(())
}
