//! Passwords and confirmed contacts that log an account in.

use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;

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

/// Lets a confirmed contact log the account in, unless it logs in another.
pub(crate) async fn insert_identifier(
    connection: &mut PgConnection,
    account_id: AccountId,
    kind: ContactKind,
    index: &[u8],
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.login_identifier (
             identifier_index,
             kind,
             account_id,
             create_time
         )
         VALUES ($1, $2, $3, $4)
         ON CONFLICT ON CONSTRAINT login_identifier_pkey DO NOTHING",
        index,
        kind.as_str(),
        account_id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}
