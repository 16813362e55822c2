use std::time::Duration;

use sqlx::PgPool;
use time::OffsetDateTime;

/// How long a repeat is recognised.
pub const RETENTION: Duration = Duration::from_hours(24);

/// Forgets at most `limit` requests older than the given time; returns how many.
pub async fn sweep(pool: &PgPool, before: OffsetDateTime, limit: u32) -> Result<u64, sqlx::Error> {
    let result = sqlx::query(
        "DELETE FROM idempotency_record
         WHERE ctid = ANY (ARRAY (
             SELECT ctid
             FROM idempotency_record
             WHERE create_time < $1
             ORDER BY create_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))",
    )
    .bind(before)
    .bind(i64::from(limit))
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}
