//! Ends of recoveries before a new password. Each takes the secrets away.

use kabinet_env::id::{AccountId, RecoveryId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::recovery::Recovery;

/// Ends a recovery of the account, as [`cancel_all`] does; false when it has none that is open under
/// this id.
pub(crate) async fn cancel(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: RecoveryId,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET state = CASE WHEN verify_time IS NULL THEN state ELSE 'CANCELED' END,
             withheld = verify_time IS NULL,
             destination = CASE WHEN verify_time IS NULL THEN destination END,
             handle = CASE WHEN verify_time IS NULL THEN handle END,
             cancel_time = $3,
             end_time = CASE WHEN verify_time IS NOT NULL THEN $3::timestamptz END
         WHERE account_id = $1
           AND id = $2
           AND end_time IS NULL
           AND cancel_time IS NULL
           AND expire_time > $3",
        account_id.uuid(),
        id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Ends every recovery of the account that is open and whose code went out: few, as budgets bound
/// them. Before the right code it goes on as one whose code is withheld: its end would tell that there
/// is an account.
pub(crate) async fn cancel_all(
    connection: &mut PgConnection,
    account_id: AccountId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.recovery
         SET state = CASE WHEN verify_time IS NULL THEN state ELSE 'CANCELED' END,
             withheld = verify_time IS NULL,
             destination = CASE WHEN verify_time IS NULL THEN destination END,
             handle = CASE WHEN verify_time IS NULL THEN handle END,
             cancel_time = $2,
             end_time = CASE WHEN verify_time IS NOT NULL THEN $2::timestamptz END
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
