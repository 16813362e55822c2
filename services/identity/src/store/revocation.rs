//! Revocations of access tokens, read by the time of their making.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Error;
use crate::domain::revocation::Revocation;

/// Voids the tokens of a session that goes on with a new epoch.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
    epoch: i64,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.revocation (
             account_id,
             session_id,
             epoch,
             revoke_time
         )
         VALUES ($1, $2, $3, $4)",
        account_id.uuid(),
        session_id.uuid(),
        epoch,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Where a page of revocations begins: behind this one.
#[derive(Clone, Copy)]
pub(crate) struct Position {
    revoke_time: OffsetDateTime,
    session_id: Uuid,
    epoch: i64,
}

impl Position {
    /// Begins with the first revocation of a time.
    pub(crate) fn at(revoke_time: OffsetDateTime) -> Self {
        Self {
            revoke_time,
            session_id: Uuid::nil(),
            epoch: 0,
        }
    }

    /// Goes on behind a revocation.
    pub(crate) fn after(revocation: &Revocation) -> Self {
        Self {
            revoke_time: revocation.revoke_time,
            session_id: revocation.session_id.uuid(),
            epoch: revocation.epoch,
        }
    }
}

/// Lists revocations by their time.
pub(crate) async fn list(
    pool: &PgPool,
    after: Position,
    limit: u32,
) -> Result<Vec<Revocation>, Error> {
    let rows = sqlx::query!(
        "SELECT
             session_id,
             epoch,
             revoke_time
         FROM identity.revocation
         WHERE (revoke_time, session_id, epoch) > ($1, $2, $3)
         ORDER BY
             revoke_time,
             session_id,
             epoch
         LIMIT $4",
        after.revoke_time,
        after.session_id,
        after.epoch,
        i64::from(limit),
    )
    .fetch_all(pool)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Revocation {
            session_id: SessionId::from_uuid(row.session_id),
            epoch: row.epoch,
            revoke_time: row.revoke_time,
        })
        .collect())
}

/// Deletes revocations that were made before the given time.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.revocation
         WHERE (account_id, session_id, epoch) IN (
             SELECT account_id, session_id, epoch
             FROM identity.revocation
             WHERE revoke_time < $1
             ORDER BY revoke_time
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
