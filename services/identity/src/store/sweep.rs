//! Deletions of what has stood for as long as its retention says.

use sqlx::PgPool;
use time::OffsetDateTime;

/// Deletes registrations that ended before the given time.
pub(crate) async fn registrations(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.registration
         WHERE id = ANY (ARRAY (
             SELECT id
             FROM identity.registration
             WHERE state <> 'OPEN'
               AND end_time < $1
             ORDER BY end_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes sessions whose longest life ended before the given time.
pub(crate) async fn sessions(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.session
         WHERE (account_id, id) IN (
             SELECT account_id, id
             FROM identity.session
             WHERE expire_time < $1
             ORDER BY expire_time
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

/// Deletes refresh tokens that ended before the given time.
pub(crate) async fn refresh_tokens(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.refresh_token
         WHERE hash = ANY (ARRAY (
             SELECT hash
             FROM identity.refresh_token
             WHERE expire_time < $1
             ORDER BY expire_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes devices that were last used before the given time.
pub(crate) async fn known_devices(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.known_device
         WHERE (account_id, device_hash) IN (
             SELECT account_id, device_hash
             FROM identity.known_device
             WHERE last_use_time < $1
             ORDER BY last_use_time
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

/// Deletes devices that were forgotten before the given time.
pub(crate) async fn forgotten_devices(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.known_device
         WHERE (account_id, device_hash) IN (
             SELECT account_id, device_hash
             FROM identity.known_device
             WHERE forgotten_time < $1
             ORDER BY forgotten_time
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

/// Deletes used proofs whose life ended long before the given time.
pub(crate) async fn consumed_proofs(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.consumed_proof
         WHERE verification_id = ANY (ARRAY (
             SELECT verification_id
             FROM identity.consumed_proof
             WHERE consume_time < $1
             ORDER BY consume_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))",
        before,
        i64::from(limit),
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}

/// Deletes recoveries that ended before the given time.
pub(crate) async fn recoveries(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.recovery
         WHERE (account_id, id) IN (
             SELECT account_id, id
             FROM identity.recovery
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

/// Deletes used action tokens that ended by themselves before the given time.
pub(crate) async fn used_action_tokens(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM identity.used_action_token
         WHERE (account_id, token_id) IN (
             SELECT account_id, token_id
             FROM identity.used_action_token
             WHERE expire_time < $1
             ORDER BY expire_time
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
