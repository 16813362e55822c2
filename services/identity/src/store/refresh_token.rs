//! Refresh tokens by their hashes.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::session::methods;
use super::{Error, account};
use crate::domain::refresh::Successor;
use crate::domain::session::Method;

/// A refresh token that is given out.
pub(crate) struct NewToken {
    pub(crate) hash: [u8; 32],
    pub(crate) account_id: AccountId,
    pub(crate) session_id: SessionId,
    pub(crate) family: i32,
    pub(crate) counter: i32,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

pub(crate) async fn insert(connection: &mut PgConnection, new: &NewToken) -> Result<(), Error> {
    sqlx::query!(
        "INSERT INTO identity.refresh_token (
             hash,
             account_id,
             session_id,
             family,
             counter,
             create_time,
             expire_time
         )
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        new.hash.as_slice(),
        new.account_id.uuid(),
        new.session_id.uuid(),
        new.family,
        new.counter,
        new.create_time,
        new.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// A token with its session and account.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) account_id: AccountId,
    pub(crate) session_id: SessionId,
    pub(crate) family: i32,
    pub(crate) counter: i32,
    pub(crate) expire_time: OffsetDateTime,
    pub(crate) first_use: Option<FirstUse>,
    pub(crate) client_id: String,
    pub(crate) methods: Vec<Method>,
    pub(crate) sealed_place: Vec<u8>,
    pub(crate) token_kid: String,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) authentication_time: OffsetDateTime,
    pub(crate) session_expire_time: OffsetDateTime,
    pub(crate) epoch: i64,
    pub(crate) wrapped_key: Vec<u8>,
    pub(crate) liveness: Liveness,
}

/// The first use of a token that comes again.
#[derive(Debug)]
pub(crate) struct FirstUse {
    pub(crate) time: OffsetDateTime,
    pub(crate) device: Vec<u8>,
    pub(crate) successor_kid: String,
    pub(crate) successor: Successor,
}

/// Whether the session of a token lives, with the credentials that the account has now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Liveness {
    Live,
    Ended,
}

/// Finds the token of one of the hashes, which are of one session.
pub(crate) async fn find(
    connection: &mut PgConnection,
    hashes: &[Vec<u8>],
    now: OffsetDateTime,
) -> Result<Option<Stored>, Error> {
    let row = sqlx::query!(
        r#"SELECT
             token.account_id,
             token.session_id,
             token.family,
             token.counter,
             token.expire_time,
             token.use_time,
             token.use_device,
             token.successor_kid,
             successor.use_time IS NOT NULL AS "successor_is_used!",
             successor.hash IS NULL AS "successor_is_gone!",
             session.client_id,
             session.methods,
             session.place,
             session.token_kid,
             session.create_time,
             session.authentication_time,
             session.expire_time AS session_expire_time,
             account.state,
             account.credential_epoch,
             account.data_key,
             (session.end_time IS NULL
                 AND session.idle_expire_time > $2
                 AND session.refresh_family = token.family
                 AND session.credential_epoch = account.credential_epoch) AS "session_is_live!"
         FROM identity.refresh_token AS token
         JOIN identity.session
             ON session.account_id = token.account_id
            AND session.id = token.session_id
         JOIN identity.account
             ON account.id = token.account_id
         LEFT JOIN identity.refresh_token AS successor
             ON successor.hash = token.successor_hash
         WHERE token.hash = ANY ($1)
         LIMIT 1"#,
        hashes,
        now,
    )
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let successor = if row.successor_is_used || row.successor_is_gone {
        Successor::Used
    } else {
        Successor::Unused
    };
    let first_use = match (row.use_time, row.use_device, row.successor_kid) {
        (Some(time), Some(device), Some(successor_kid)) => Some(FirstUse {
            time,
            device,
            successor_kid,
            successor,
        }),
        _ => None,
    };
    let is_active = account::State::read(&row.state, row.account_id)? == account::State::Active;
    Ok(Some(Stored {
        account_id: AccountId::from_uuid(row.account_id),
        session_id: SessionId::from_uuid(row.session_id),
        family: row.family,
        counter: row.counter,
        expire_time: row.expire_time,
        first_use,
        client_id: row.client_id,
        methods: methods(&row.methods, row.session_id)?,
        sealed_place: row.place,
        token_kid: row.token_kid,
        create_time: row.create_time,
        authentication_time: row.authentication_time,
        session_expire_time: row.session_expire_time,
        epoch: row.credential_epoch,
        wrapped_key: row.data_key,
        liveness: if is_active && row.session_is_live {
            Liveness::Live
        } else {
            Liveness::Ended
        },
    }))
}

/// A token that is used now.
pub(crate) struct UsedToken<'a> {
    pub(crate) hash: [u8; 32],
    pub(crate) device: &'a [u8; 32],
    pub(crate) successor_kid: &'a str,
    pub(crate) successor_hash: &'a [u8; 32],
    pub(crate) use_time: OffsetDateTime,
    /// End of the session: until then a second use is noticed.
    pub(crate) expire_time: OffsetDateTime,
}

/// Uses a token and names its successor; false when it was used before.
pub(crate) async fn r#use(
    connection: &mut PgConnection,
    used: &UsedToken<'_>,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.refresh_token
         SET use_time = $2,
             use_device = $3,
             successor_kid = $4,
             successor_hash = $5,
             expire_time = $6
         WHERE hash = $1
           AND use_time IS NULL",
        used.hash.as_slice(),
        used.use_time,
        used.device.as_slice(),
        used.successor_kid,
        used.successor_hash.as_slice(),
        used.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Forgets the session's tokens of earlier families.
pub(crate) async fn delete_before(
    connection: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
    family: i32,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.refresh_token
         WHERE account_id = $1
           AND session_id = $2
           AND family < $3",
        account_id.uuid(),
        session_id.uuid(),
        family,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Forgets the used tokens between those that are kept. Beside one in `kept_every` the latest stays,
/// and one after whose successor the key changes, so that deriving with a single key leads from each
/// forgotten token to one that is kept.
pub(crate) async fn thin(
    connection: &mut PgConnection,
    account_id: AccountId,
    session_id: SessionId,
    kept_every: u16,
) -> Result<(), Error> {
    sqlx::query!(
        "DELETE FROM identity.refresh_token AS token
         USING identity.refresh_token AS successor
         WHERE token.account_id = $1
           AND token.session_id = $2
           AND token.counter % $3 <> 0
           AND successor.hash = token.successor_hash
           AND successor.successor_kid = token.successor_kid",
        account_id.uuid(),
        session_id.uuid(),
        i32::from(kept_every),
    )
    .execute(connection)
    .await?;
    Ok(())
}
