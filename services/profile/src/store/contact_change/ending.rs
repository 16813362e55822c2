//! How changes end that nobody takes back: their values are forgotten, and later their rows.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

/// Ends what waits of one kind: something else is about to.
pub(crate) async fn supersede(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "UPDATE profile.contact_change
        SET
            state = 'SUPERSEDED',
            value = NULL,
            value_index = NULL,
            verification = NULL,
            before_value = NULL,
            before_value_index = NULL,
            end_time = $3
        WHERE
            account_id = $1
            AND kind = $2
            AND state = 'PENDING'",
        account_id.uuid(),
        kind.as_str(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends up to `limit` changes that nobody confirmed in time.
pub(crate) async fn expire(
    pool: &PgPool,
    now: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let expired = sqlx::query!(
        "UPDATE profile.contact_change
        SET
            state = 'EXPIRED',
            value = NULL,
            value_index = NULL,
            verification = NULL,
            before_value = NULL,
            before_value_index = NULL,
            end_time = $1
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.contact_change
            WHERE
                state = 'PENDING'
                AND expire_time <= $1
            ORDER BY expire_time
            LIMIT $2
            FOR UPDATE SKIP LOCKED
        ))",
        now,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(expired.rows_affected())
}

/// Lets up to `limit` changes stand for good that can be taken back no more.
pub(crate) async fn settle(
    pool: &PgPool,
    now: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let settled = sqlx::query!(
        "UPDATE profile.contact_change
        SET
            state = 'SETTLED',
            value = NULL,
            value_index = NULL,
            verification = NULL,
            before_value = NULL,
            before_value_index = NULL,
            end_time = $1
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.contact_change
            WHERE
                state = 'CONFIRMED'
                AND undo_expire_time <= $1
            ORDER BY undo_expire_time
            LIMIT $2
            FOR UPDATE SKIP LOCKED
        ))",
        now,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(settled.rows_affected())
}

/// Deletes up to `limit` changes that were made before a time and have ended.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!(
        "DELETE FROM profile.contact_change
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.contact_change
            WHERE
                create_time < $1
                AND state NOT IN ('PENDING', 'CONFIRMED')
            ORDER BY create_time
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
