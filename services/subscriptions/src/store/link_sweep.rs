//! Ends links whose time ran out, and deletes what has stood for its retention.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::Error;

/// Expires up to `limit` links that waited for their proof in vain, and notes it.
pub(crate) async fn expire(
    connection: &mut PgConnection,
    now: OffsetDateTime,
    limit: i64,
) -> Result<u64, Error> {
    let result = sqlx::query!(
        "WITH due AS (
             SELECT
                 account_id,
                 link_id
             FROM subscriptions.link
             WHERE state = 'PENDING_PROOF'
               AND expire_time <= $1
             ORDER BY expire_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ),
         expired AS (
             UPDATE subscriptions.link
             SET state = 'EXPIRED',
                 end_reason = 'TIME_OVER',
                 end_time = link.expire_time,
                 version = link.version + 1,
                 update_time = $1
             FROM due
             WHERE link.account_id = due.account_id
               AND link.link_id = due.link_id
             RETURNING
                 link.account_id,
                 link.link_id,
                 link.version,
                 link.expire_time
         )
         INSERT INTO subscriptions.link_event (
             account_id,
             link_id,
             version,
             state,
             end_reason,
             event_time
         )
         SELECT
             account_id,
             link_id,
             version,
             'EXPIRED',
             'TIME_OVER',
             expire_time
         FROM expired",
        now,
        limit,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes links, with their codes and events, that ended unproven before `unproven`, or were revoked
/// before `revoked`.
pub(crate) async fn delete_ended(
    pool: &PgPool,
    unproven: OffsetDateTime,
    revoked: OffsetDateTime,
    limit: i64,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.link
         WHERE (account_id, link_id) IN (
             SELECT
                 account_id,
                 link_id
             FROM subscriptions.link
             WHERE end_time < $1
               AND (state <> 'REVOKED' OR end_time < $2)
             LIMIT $3
         )",
        unproven,
        revoked,
        limit,
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes codes that nobody counts any more.
pub(crate) async fn delete_challenges(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: i64,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.challenge
         WHERE (account_id, link_id, number) IN (
             SELECT
                 account_id,
                 link_id,
                 number
             FROM subscriptions.challenge
             WHERE create_time < $1
             LIMIT $2
         )",
        before,
        limit,
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}
