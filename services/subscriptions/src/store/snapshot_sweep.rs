//! What happens to snapshots that nobody cares for, and to what they leave behind.

use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::snapshot::LOCK_SPACE;

/// Aborts snapshots that nothing came for since the given time; returns how many.
pub(crate) async fn abort_left_alone(
    pool: &PgPool,
    since: OffsetDateTime,
    now: OffsetDateTime,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "WITH left_alone AS (
             SELECT snapshot.source_id, snapshot.snapshot_id,
                    COALESCE(progress.next_ordinal, 0) AS next_ordinal
             FROM subscriptions.snapshot AS snapshot
             LEFT JOIN subscriptions.snapshot_progress AS progress USING (snapshot_id)
             WHERE snapshot.state = 'OPEN'
               AND COALESCE(progress.update_time, snapshot.create_time) < $1
         )
         UPDATE subscriptions.snapshot AS snapshot
         SET state = 'ABORTED',
             end_time = $2,
             next_ordinal = left_alone.next_ordinal
         FROM left_alone
         WHERE snapshot.source_id = left_alone.source_id
           AND snapshot.snapshot_id = left_alone.snapshot_id
           AND snapshot.state = 'OPEN'
           AND pg_try_advisory_xact_lock(hashtextextended(snapshot.source_id, $3))",
        since,
        now,
        LOCK_SPACE,
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Lists ended snapshots whose staging is not empty.
pub(crate) async fn ended_and_staged(pool: &PgPool) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "SELECT progress.snapshot_id
         FROM subscriptions.snapshot_progress AS progress
         WHERE NOT EXISTS (
             SELECT
             FROM subscriptions.snapshot
             WHERE snapshot.snapshot_id = progress.snapshot_id
               AND snapshot.state = 'OPEN'
         )",
    )
    .fetch_all(pool)
    .await
}

/// Deletes staged records of a snapshot; returns how many.
pub(crate) async fn empty_contracts(
    pool: &PgPool,
    snapshot_id: Uuid,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.staged_contract
         WHERE ctid = ANY (ARRAY (
             SELECT ctid
             FROM subscriptions.staged_contract
             WHERE snapshot_id = $1
             LIMIT $2
         ))",
        snapshot_id,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes staged mentions of a snapshot; returns how many.
pub(crate) async fn empty_mentions(
    pool: &PgPool,
    snapshot_id: Uuid,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.staged_mention
         WHERE ctid = ANY (ARRAY (
             SELECT ctid
             FROM subscriptions.staged_mention
             WHERE snapshot_id = $1
             LIMIT $2
         ))",
        snapshot_id,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Forgets how far a snapshot came, unless something of it is still staged.
pub(crate) async fn forget_progress(pool: &PgPool, snapshot_id: Uuid) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "DELETE FROM subscriptions.snapshot_progress
         WHERE snapshot_id = $1
           AND NOT EXISTS (
               SELECT FROM subscriptions.staged_contract WHERE snapshot_id = $1
           )
           AND NOT EXISTS (
               SELECT FROM subscriptions.staged_mention WHERE snapshot_id = $1
           )",
        snapshot_id,
    )
    .execute(pool)
    .await?;
    Ok(())
}

/// Deletes snapshots that ended before the given time; returns how many.
pub(crate) async fn snapshots(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.snapshot
         WHERE (source_id, snapshot_id) IN (
             SELECT source_id, snapshot_id
             FROM subscriptions.snapshot
             WHERE end_time < $1
             ORDER BY end_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         )",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}
