//! Proofs of verification that had their effect.

use kabinet_env::id::VerificationId;
use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;

use super::Error;

/// Uses a proof; false when it was used before.
pub(crate) async fn consume(
    connection: &mut PgConnection,
    id: VerificationId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO subscriptions.consumed_proof (
             verification_id,
             consume_time
         )
         VALUES ($1, $2)
         ON CONFLICT ON CONSTRAINT consumed_proof_pkey DO NOTHING",
        id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Deletes proofs that have long expired.
pub(crate) async fn sweep(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: i64,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query!(
        "DELETE FROM subscriptions.consumed_proof
         WHERE verification_id IN (
             SELECT verification_id
             FROM subscriptions.consumed_proof
             WHERE consume_time < $1
             LIMIT $2
         )",
        before,
        limit,
    )
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}
