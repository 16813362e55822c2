//! Contacts of accounts, as they follow what profile tells.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::login_contact::{Known, Standing, Wanted, Window};

/// Returns the accounts that log in with any of these contacts.
pub(crate) async fn holders(
    connection: &mut PgConnection,
    indexes: &[Vec<u8>],
) -> Result<Vec<AccountId>, Error> {
    let holders = sqlx::query_scalar!(
        "SELECT DISTINCT account_id
         FROM identity.login_identifier
         WHERE identifier_index = ANY ($1)
           AND logs_in",
        indexes,
    )
    .fetch_all(connection)
    .await?;
    Ok(holders.into_iter().map(AccountId::from_uuid).collect())
}

/// Lists the contacts of an account, which is locked by then.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<Vec<Known>, Error> {
    let rows = sqlx::query!(
        "SELECT
             identifier_index,
             logs_in,
             recovery_start_time,
             recovery_end_time
         FROM identity.login_identifier
         WHERE account_id = $1
         ORDER BY identifier_index",
        account_id.uuid(),
    )
    .fetch_all(connection)
    .await?;
    let known = rows.into_iter().map(|row| Known {
        index: row.identifier_index,
        standing: if row.logs_in {
            Standing::LogsIn
        } else {
            Standing::Replaced
        },
        recovery: Window {
            start_time: row.recovery_start_time,
            end_time: row.recovery_end_time,
        },
    });
    Ok(known.collect())
}

pub(crate) async fn delete(
    connection: &mut PgConnection,
    account_id: AccountId,
    indexes: &[Vec<u8>],
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.login_identifier
         WHERE account_id = $1
           AND identifier_index = ANY ($2)",
        account_id.uuid(),
        indexes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes a contact of the account what it is to be, and moves it to the current key.
pub(crate) async fn update(
    connection: &mut PgConnection,
    account_id: AccountId,
    known: &Known,
    wanted: &Wanted,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.login_identifier
         SET logs_in = $4,
             recovery_start_time = $5,
             recovery_end_time = $6,
             identifier_index = CASE
                 WHEN EXISTS (
                     SELECT
                     FROM identity.login_identifier
                     WHERE identifier_index = ($3::bytea[])[1]
                 ) THEN identifier_index
                 ELSE ($3::bytea[])[1]
             END
         WHERE account_id = $1
           AND identifier_index = $2",
        account_id.uuid(),
        known.index,
        &wanted.indexes,
        wanted.standing == Standing::LogsIn,
        wanted.recovery.start_time,
        wanted.recovery.end_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Takes a contact from whoever does not log in with it any more.
pub(crate) async fn release(
    connection: &mut PgConnection,
    indexes: &[Vec<u8>],
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.login_identifier
         WHERE identifier_index = ANY ($1)
           AND NOT logs_in",
        indexes,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Gives the contact to the account, unless another has it, whichever key its index was made with;
/// false when another has.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    account_id: AccountId,
    wanted: &Wanted,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "INSERT INTO identity.login_identifier (
             identifier_index,
             kind,
             account_id,
             create_time,
             logs_in,
             recovery_start_time,
             recovery_end_time
         )
         SELECT ($1::bytea[])[1], $2, $3, $4, $5, $6, $7
         WHERE NOT EXISTS (
             SELECT
             FROM identity.login_identifier
             WHERE identifier_index = ANY ($1)
         )
         ON CONFLICT ON CONSTRAINT login_identifier_pkey DO NOTHING",
        &wanted.indexes,
        wanted.kind.as_str(),
        account_id.uuid(),
        now,
        wanted.standing == Standing::LogsIn,
        wanted.recovery.start_time,
        wanted.recovery.end_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Notes the version of the contacts that the account has; false when it has that one or a later one.
pub(crate) async fn advance(
    connection: &mut PgConnection,
    account_id: AccountId,
    version: i64,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.account
         SET contacts_version = $2
         WHERE id = $1
           AND contacts_version < $2",
        account_id.uuid(),
        version,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Tells whether the account, which is locked by then, has an earlier version of the contacts.
pub(crate) async fn is_behind(
    connection: &mut PgConnection,
    account_id: AccountId,
    version: i64,
) -> Result<bool, Error> {
    let is_behind = sqlx::query_scalar!(
        r#"SELECT EXISTS (
             SELECT
             FROM identity.account
             WHERE id = $1
               AND contacts_version < $2
         ) AS "is_behind!""#,
        account_id.uuid(),
        version,
    )
    .fetch_one(connection)
    .await?;
    Ok(is_behind)
}
