//! Proofs of verification that had their effect.

use kabinet_env::id::{AccountId, VerificationId};
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

/// Uses a proof; false when it was used before.
pub(crate) async fn consume(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: VerificationId,
    now: OffsetDateTime,
) -> Result<bool, sqlx::Error> {
    let consumed = sqlx::query!(
        "INSERT INTO profile.consumed_proof (
            account_id,
            verification_id,
            consume_time
        )
        VALUES ($1, $2, $3)
        ON CONFLICT ON CONSTRAINT consumed_proof_pkey DO NOTHING",
        account_id.uuid(),
        id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(consumed.rows_affected() == 1)
}

/// Deletes up to `limit` proofs from before a time.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let swept = sqlx::query!(
        "DELETE FROM profile.consumed_proof
        WHERE ctid = ANY (ARRAY (
            SELECT ctid
            FROM profile.consumed_proof
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
    Ok(swept.rows_affected())
}
