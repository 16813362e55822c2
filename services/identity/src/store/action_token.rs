//! Action tokens of messages that had their effect.

use kabinet_proof::action::Action;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;

/// Uses the token; false when it was used before.
pub(crate) async fn consume(
    connection: &mut PgConnection,
    action: &Action,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let token_id = action.token_id();
    let result = sqlx::query!(
        "INSERT INTO identity.used_action_token (
             account_id,
             token_id,
             use_time,
             expire_time
         )
         VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT used_action_token_pkey DO NOTHING",
        action.account_id.uuid(),
        token_id.as_slice(),
        now,
        action.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}
