//! Proofs of verification that had their effect.

use kabinet_env::id::VerificationId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;

/// Uses a proof; false when it was used before.
pub(crate) async fn consume(
    connection: &mut PgConnection,
    id: VerificationId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO identity.consumed_proof (
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
