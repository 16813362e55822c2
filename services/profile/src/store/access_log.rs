//! The log of who read whom.

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::domain::access::Access;

/// Notes a reading inside a transaction.
pub(crate) async fn note(
    connection: &mut PgConnection,
    subject_id: Uuid,
    access: &Access,
) -> Result<(), sqlx::Error> {
    let fields = fields(access);
    sqlx::query!(
        "INSERT INTO profile.access_log (
            subject_id,
            access_id,
            reader,
            purpose,
            fields,
            trace_id,
            access_time
        )
        VALUES ($1, $2, $3, $4, $5, $6, $7)",
        subject_id,
        access.id,
        access.reader,
        access.purpose.as_str(),
        &fields,
        access.trace_id,
        access.time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Returns the fields of a reading as the table keeps them.
pub(super) fn fields(access: &Access) -> Vec<String> {
    let fields = access.purpose.fields().iter();
    fields.map(ToString::to_string).collect()
}

/// Deletes up to `limit` notes from before a time.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!(
        "DELETE FROM profile.access_log
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.access_log
            WHERE access_time < $1
            ORDER BY access_time
            LIMIT $2
            FOR UPDATE SKIP LOCKED
        ))",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(swept.rows_affected())
}
