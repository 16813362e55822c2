//! Passwords and confirmed contacts that log an account in.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::vault::Indexes;

pub(crate) async fn insert_password(
    connection: &mut PgConnection,
    account_id: AccountId,
    record: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.password_credential (
             account_id,
             record,
             update_time
         )
         VALUES ($1, $2, $3)",
        account_id.uuid(),
        record,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Replaces the record that was read, and no other; false when it was replaced meanwhile.
pub(crate) async fn replace_password(
    connection: &mut PgConnection,
    account_id: AccountId,
    old: &str,
    new: &str,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.password_credential
         SET record = $3,
             update_time = $4
         WHERE account_id = $1
           AND record = $2",
        account_id.uuid(),
        old,
        new,
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Sets the password of an account that may have had none, and that is good again.
pub(crate) async fn reset_password(
    connection: &mut PgConnection,
    account_id: AccountId,
    record: &str,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "WITH good_again AS (
             UPDATE identity.account
             SET password_reset_required = false
             WHERE id = $1
         )
         INSERT INTO identity.password_credential (
             account_id,
             record,
             update_time
         )
         VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT password_credential_pkey DO UPDATE
         SET record = EXCLUDED.record,
             update_time = EXCLUDED.update_time",
        account_id.uuid(),
        record,
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes the password void until a recovery sets a new one.
pub(crate) async fn require_reset(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.account
         SET password_reset_required = true
         WHERE id = $1",
        account_id.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes every token that was given out before void.
pub(crate) async fn raise_epoch(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<i64, Error> {
    let epoch = sqlx::query_scalar!(
        "UPDATE identity.account
         SET credential_epoch = credential_epoch + 1
         WHERE id = $1
         RETURNING credential_epoch",
        account_id.uuid(),
    )
    .fetch_one(connection)
    .await?;
    Ok(epoch)
}

/// Moves a contact that was found under an older key to the current one, so that the older key may go.
pub(crate) async fn renew_identifier(
    connection: &mut PgConnection,
    account_id: AccountId,
    indexes: &Indexes,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.login_identifier
         SET identifier_index = $1
         WHERE identifier_index = ANY ($2)
           AND account_id = $3
           AND NOT EXISTS (
               SELECT
               FROM identity.login_identifier
               WHERE identifier_index = $1
           )",
        indexes.current.as_slice(),
        &indexes.all,
        account_id.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
