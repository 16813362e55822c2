//! Accounts.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::lookup::PasswordStanding;
use super::{Error, corrupt};
use crate::domain::security_event::CHAIN_START;
use crate::domain::terms::Terms;

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Activating,
    Active,
    Locked,
}

impl State {
    pub(super) fn read(name: &str, account: Uuid) -> Result<Self, Error> {
        match name {
            "ACTIVATING" => Ok(Self::Activating),
            "ACTIVE" => Ok(Self::Active),
            "LOCKED" => Ok(Self::Locked),
            _ => Err(corrupt("identity.account", "state", account)),
        }
    }
}

/// An account that comes to be.
pub(crate) struct NewAccount<'a> {
    pub(crate) id: AccountId,
    pub(crate) login_key: &'a [u8],
    pub(crate) sealed_login: &'a [u8],
    pub(crate) wrapped_key: &'a [u8],
    pub(crate) create_time: OffsetDateTime,
}

/// Writes an account that waits for its profile.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    new: &NewAccount<'_>,
) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.account (
             id,
             state,
             login_key,
             login,
             data_key,
             credential_epoch,
             event_sequence,
             event_hash,
             create_time
         )
         VALUES ($1, 'ACTIVATING', $2, $3, $4, 1, 0, $5, $6)",
        new.id.uuid(),
        new.login_key,
        new.sealed_login,
        new.wrapped_key,
        CHAIN_START.as_slice(),
        new.create_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

pub(crate) async fn insert_terms(
    connection: &mut PgConnection,
    account_id: AccountId,
    terms: &[Terms],
    accept_time: OffsetDateTime,
) -> Result<(), Error> {
    let (documents, versions): (Vec<String>, Vec<String>) = terms
        .iter()
        .map(|terms| (terms.document_id.clone(), terms.version.clone()))
        .unzip();
    sqlx::query!(
        "INSERT INTO identity.accepted_terms (
             account_id,
             document_id,
             version,
             accept_time
         )
         SELECT $1, accepted.document_id, accepted.version, $4
         FROM unnest($2::text[], $3::text[]) AS accepted (document_id, version)
         ON CONFLICT ON CONSTRAINT accepted_terms_pkey DO NOTHING",
        account_id.uuid(),
        &documents,
        &versions,
        accept_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Makes a waiting account active; any other stays as it is.
pub(crate) async fn activate(
    connection: &mut PgConnection,
    id: AccountId,
    now: OffsetDateTime,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.account
         SET state = 'ACTIVE',
             activate_time = $2
         WHERE id = $1
           AND state = 'ACTIVATING'",
        id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// What every change of an account needs of it.
#[derive(Debug)]
pub(crate) struct Account {
    pub(crate) id: AccountId,
    pub(crate) state: State,
    pub(crate) epoch: i64,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) sealed_login: Vec<u8>,
    pub(crate) password_record: Option<String>,
    pub(crate) password: PasswordStanding,
}

/// Reads an account with its password record.
pub(crate) async fn find(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Account>, Error> {
    let row = sqlx::query!(
        r#"SELECT
             account.state,
             account.credential_epoch,
             account.data_key,
             account.login,
             account.password_reset_required,
             credential.record AS "record?"
         FROM identity.account
         LEFT JOIN identity.password_credential AS credential
             ON credential.account_id = account.id
         WHERE account.id = $1"#,
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Account {
            id,
            state: State::read(&row.state, id.uuid())?,
            epoch: row.credential_epoch,
            wrapped_key: row.data_key,
            sealed_login: row.login,
            password_record: row.record,
            password: PasswordStanding::read(row.password_reset_required),
        })
    })
    .transpose()
}

/// Reads the wrapped key of an account.
pub(crate) async fn wrapped_key(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Vec<u8>>, Error> {
    let key = sqlx::query_scalar!(
        "SELECT data_key
         FROM identity.account
         WHERE id = $1",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    Ok(key)
}

/// An account that nothing else changes until the transaction ends.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) id: AccountId,
    pub(crate) state: State,
    pub(crate) wrapped_key: Vec<u8>,
}

/// Locks an account. Whoever changes anything of it does this first, so that changes of one account
/// follow one another; nothing when nobody has it.
pub(crate) async fn hold(
    connection: &mut PgConnection,
    id: AccountId,
) -> Result<Option<Held>, Error> {
    let row = sqlx::query!(
        "SELECT state, data_key
         FROM identity.account
         WHERE id = $1
         FOR NO KEY UPDATE",
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok(Held {
            id,
            state: State::read(&row.state, id.uuid())?,
            wrapped_key: row.data_key,
        })
    })
    .transpose()
}
