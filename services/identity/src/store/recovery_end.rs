//! Ends of recoveries before a new password. Each takes the secrets away.

use kabinet_env::id::{AccountId, RecoveryId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::recovery::Recovery;

/// Ends a recovery of the account; false when it has none that is open under this id.
pub(crate) async fn cancel(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: RecoveryId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET state = 'CANCELED',
             destination = NULL,
             handle = NULL,
             end_time = $3
         WHERE account_id = $1
           AND id = $2
           AND end_time IS NULL
           AND expire_time > $3",
        account_id.uuid(),
        id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Ends every recovery of the account that is open and whose code went out: few, as a budget bounds
/// them.
pub(crate) async fn cancel_all(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.recovery
         SET state = 'CANCELED',
             destination = NULL,
             handle = NULL,
             end_time = $2
         WHERE account_id = $1
           AND NOT withheld
           AND end_time IS NULL",
        account_id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a recovery whose attempts at personal data are spent; another end that was faster stays.
pub(crate) async fn fail(
    connection: &mut PgConnection,
    recovery: &Recovery,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.recovery
         SET state = 'FAILED',
             destination = NULL,
             handle = NULL,
             end_time = $3
         WHERE account_id = $1
           AND id = $2
           AND end_time IS NULL
           AND NOT matched",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends some of the recoveries whose time ran out; returns how many.
pub(crate) async fn expire(
    connection: &mut PgConnection,
    now: OffsetDateTime,
    limit: i64,
) -> Result<u64, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET state = 'EXPIRED',
             destination = NULL,
             handle = NULL,
             end_time = $1
         WHERE (account_id, id) IN (
             SELECT account_id, id
             FROM identity.recovery
             WHERE end_time IS NULL
               AND expire_time <= $1
             ORDER BY expire_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         )",
        now,
        limit,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected())
}
