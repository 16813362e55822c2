//! Snapshots, and the lock under which a source's are changed.

use kabinet_env::id::SnapshotId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error};
use crate::domain::snapshot::{Conflicts, Outcome, Scope, Snapshot, State};

/// Tells this service's locks from other advisory locks in the database.
pub(super) const LOCK_SPACE: i64 = 7_104;

/// Lets one transaction at a time change what a source sends, until it ends.
///
/// It writes nothing, unlike a lock on a row: a batch goes into unlogged tables only, and its
/// transaction ends without waiting for the disk.
pub(crate) async fn lock_source(
    connection: &mut PgConnection,
    source_id: &str,
) -> Result<(), Error> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))",
        source_id,
        LOCK_SPACE,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Inserts an open snapshot.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    source_id: &str,
    snapshot: &Snapshot,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO subscriptions.snapshot (
             source_id, snapshot_id, scope, state, as_of, create_time
         )
         VALUES ($1, $2, $3, $4, $5, $6)",
        source_id,
        snapshot.id.uuid(),
        snapshot.scope.as_str(),
        snapshot.state.as_str(),
        snapshot.as_of,
        snapshot.create_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Returns a snapshot of the source.
pub(crate) async fn find(
    connection: &mut PgConnection,
    source_id: &str,
    id: SnapshotId,
) -> Result<Option<Snapshot>, Error> {
    let row = sqlx::query!(
        r#"SELECT snapshot.scope, snapshot.state, snapshot.as_of, snapshot.create_time,
                  snapshot.end_time, snapshot.created_count, snapshot.updated_count,
                  snapshot.unchanged_count, snapshot.closed_count, snapshot.rejected_count,
                  snapshot.conflict_count, snapshot.conflict_ordinals,
                  COALESCE(snapshot.next_ordinal, progress.next_ordinal, 0) AS "next_ordinal!"
           FROM subscriptions.snapshot AS snapshot
           LEFT JOIN subscriptions.snapshot_progress AS progress USING (snapshot_id)
           WHERE snapshot.source_id = $1
             AND snapshot.snapshot_id = $2"#,
        source_id,
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let outcome = (|| {
        Some(Outcome {
            created_count: row.created_count?,
            updated_count: row.updated_count?,
            unchanged_count: row.unchanged_count?,
            closed_count: row.closed_count?,
            rejected_count: row.rejected_count?,
            conflicts: Conflicts {
                count: row.conflict_count?,
                ordinals: row.conflict_ordinals?,
            },
        })
    })();
    Ok(Some(Snapshot {
        id,
        scope: Scope::parse(&row.scope).ok_or_else(|| corrupt("scope", id))?,
        state: State::parse(&row.state).ok_or_else(|| corrupt("state", id))?,
        as_of: row.as_of,
        next_ordinal: row.next_ordinal,
        outcome,
        create_time: row.create_time,
        end_time: row.end_time,
    }))
}

/// Aborts the open snapshot of a source.
pub(crate) async fn abort_open(
    connection: &mut PgConnection,
    source_id: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE subscriptions.snapshot AS snapshot
         SET state = 'ABORTED',
             end_time = $2,
             next_ordinal = COALESCE((
                 SELECT progress.next_ordinal
                 FROM subscriptions.snapshot_progress AS progress
                 WHERE progress.snapshot_id = snapshot.snapshot_id
             ), 0)
         WHERE source_id = $1
           AND state = 'OPEN'",
        source_id,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that an open snapshot is visible, and what became of its records.
pub(crate) async fn commit(
    connection: &mut PgConnection,
    source_id: &str,
    id: Uuid,
    next_ordinal: i64,
    outcome: &Outcome,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE subscriptions.snapshot
         SET state = 'COMMITTED',
             end_time = $3,
             next_ordinal = $4,
             created_count = $5,
             updated_count = $6,
             unchanged_count = $7,
             closed_count = $8,
             rejected_count = $9,
             conflict_count = $10,
             conflict_ordinals = $11
         WHERE source_id = $1
           AND snapshot_id = $2
           AND state = 'OPEN'",
        source_id,
        id,
        now,
        next_ordinal,
        outcome.created_count,
        outcome.updated_count,
        outcome.unchanged_count,
        outcome.closed_count,
        outcome.rejected_count,
        outcome.conflicts.count,
        &outcome.conflicts.ordinals,
    )
    .execute(connection)
    .await?;
    Ok(())
}

fn corrupt(column: &'static str, id: SnapshotId) -> CorruptRow {
    CorruptRow {
        table: "subscriptions.snapshot",
        column,
        row: id.uuid(),
    }
}
