//! Sessions that live.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Error, corrupt};
use crate::domain::session::Method;

/// A session that begins.
pub(crate) struct NewSession<'a> {
    pub(crate) account_id: AccountId,
    pub(crate) id: SessionId,
    pub(crate) client_id: &'a str,
    pub(crate) epoch: i64,
    pub(crate) methods: &'a [Method],
    pub(crate) sealed_place: &'a [u8],
    pub(crate) device_hash: &'a [u8],
    pub(crate) token_kid: &'a str,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) idle_expire_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

/// Writes a session while the account is active and its credentials are those that were checked;
/// false when they are not, or the session exists.
pub(crate) async fn insert(
    connection: &mut PgConnection,
    new: &NewSession<'_>,
) -> Result<bool, Error> {
    let methods: Vec<String> = new
        .methods
        .iter()
        .map(|method| method.as_str().to_owned())
        .collect();
    let result = sqlx::query!(
        "INSERT INTO identity.session (
             account_id,
             id,
             client_id,
             credential_epoch,
             methods,
             place,
             device_hash,
             token_kid,
             refresh_family,
             create_time,
             authentication_time,
             last_use_time,
             idle_expire_time,
             expire_time
         )
         SELECT id, $2, $3, $4, $5, $6, $7, $8, 0, $9, $9, $9, $10, $11
         FROM identity.account
         WHERE id = $1
           AND state = 'ACTIVE'
           AND credential_epoch = $4
         ON CONFLICT ON CONSTRAINT session_pkey DO NOTHING",
        new.account_id.uuid(),
        new.id.uuid(),
        new.client_id,
        new.epoch,
        &methods,
        new.sealed_place,
        new.device_hash,
        new.token_kid,
        new.create_time,
        new.idle_expire_time,
        new.expire_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// A session as it is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: SessionId,
    pub(crate) methods: Vec<Method>,
    pub(crate) sealed_place: Vec<u8>,
    pub(crate) token_kid: String,
    pub(crate) create_time: OffsetDateTime,
    pub(crate) authentication_time: OffsetDateTime,
    pub(crate) last_use_time: OffsetDateTime,
    pub(crate) expire_time: OffsetDateTime,
}

pub(super) fn methods(names: &[String], session: Uuid) -> Result<Vec<Method>, Error> {
    names
        .iter()
        .map(|name| Method::from_name(name))
        .collect::<Option<_>>()
        .ok_or_else(|| corrupt("identity.session", "methods", session))
}

/// Reads a session, live or not.
pub(crate) async fn find(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
) -> Result<Option<Stored>, Error> {
    let row = sqlx::query_as!(
        Row,
        "SELECT
             id,
             methods,
             place,
             token_kid,
             create_time,
             authentication_time,
             last_use_time,
             expire_time
         FROM identity.session
         WHERE account_id = $1
           AND id = $2",
        account_id.uuid(),
        id.uuid(),
    )
    .fetch_optional(connection)
    .await?;
    row.map(Row::read).transpose()
}

/// Lists the account's live sessions below an id, the newest first.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
    below: SessionId,
    now: OffsetDateTime,
    limit: i64,
) -> Result<Vec<Stored>, Error> {
    let rows = sqlx::query_as!(
        Row,
        "SELECT
             session.id,
             session.methods,
             session.place,
             session.token_kid,
             session.create_time,
             session.authentication_time,
             session.last_use_time,
             session.expire_time
         FROM identity.session
         JOIN identity.account
             ON account.id = session.account_id
            AND account.credential_epoch = session.credential_epoch
         WHERE session.account_id = $1
           AND session.id < $2
           AND session.end_time IS NULL
           AND session.idle_expire_time > $3
         ORDER BY session.id DESC
         LIMIT $4",
        account_id.uuid(),
        below.uuid(),
        now,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter().map(Row::read).collect()
}

/// Tells whether a session lives and its credentials are those of the token.
pub(crate) async fn is_live(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
    epoch: i64,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let live = sqlx::query_scalar!(
        r#"SELECT EXISTS (
             SELECT
             FROM identity.session
             JOIN identity.account
                 ON account.id = session.account_id
             WHERE session.account_id = $1
               AND session.id = $2
               AND session.end_time IS NULL
               AND session.idle_expire_time > $4
               AND session.credential_epoch = $3
               AND account.credential_epoch = $3
               AND account.state = 'ACTIVE'
         ) AS "live!""#,
        account_id.uuid(),
        id.uuid(),
        epoch,
        now,
    )
    .fetch_one(connection)
    .await?;
    Ok(live)
}

/// Notes that the session's tokens are renewed; false when it has ended.
pub(crate) async fn renew(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
    family: i32,
    now: OffsetDateTime,
    idle_expire_time: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.session
         SET last_use_time = $4,
             idle_expire_time = $5
         WHERE account_id = $1
           AND id = $2
           AND refresh_family = $3
           AND end_time IS NULL
           AND idle_expire_time > $4",
        account_id.uuid(),
        id.uuid(),
        family,
        now,
        idle_expire_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Notes that the person proved again who they are; returns when the session ends at the latest,
/// nothing when it has ended.
pub(crate) async fn authenticate(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
    epoch: i64,
    now: OffsetDateTime,
) -> Result<Option<OffsetDateTime>, Error> {
    let expire_time = sqlx::query_scalar!(
        "UPDATE identity.session
         SET authentication_time = $4
         WHERE account_id = $1
           AND id = $2
           AND credential_epoch = $3
           AND end_time IS NULL
           AND idle_expire_time > $4
         RETURNING expire_time",
        account_id.uuid(),
        id.uuid(),
        epoch,
        now,
    )
    .fetch_optional(connection)
    .await?;
    Ok(expire_time)
}

/// Lets a session go on with new credentials and a new family of refresh tokens, and voids its earlier
/// access tokens; nothing when it has ended.
pub(crate) async fn continue_with(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
    epoch: i64,
    token_kid: &str,
    now: OffsetDateTime,
    idle_expire_time: OffsetDateTime,
) -> Result<Option<i32>, Error> {
    let family = sqlx::query_scalar!(
        "UPDATE identity.session
         SET credential_epoch = $3,
             token_kid = $4,
             refresh_family = refresh_family + 1,
             authentication_time = $5,
             last_use_time = $5,
             idle_expire_time = $6
         WHERE account_id = $1
           AND id = $2
           AND end_time IS NULL
           AND idle_expire_time > $5
         RETURNING refresh_family",
        account_id.uuid(),
        id.uuid(),
        epoch,
        token_kid,
        now,
        idle_expire_time,
    )
    .fetch_optional(&mut *connection)
    .await?;
    if family.is_some() {
        super::revocation::insert(connection, account_id, id, epoch, now).await?;
    }
    Ok(family)
}

struct Row {
    id: Uuid,
    methods: Vec<String>,
    place: Vec<u8>,
    token_kid: String,
    create_time: OffsetDateTime,
    authentication_time: OffsetDateTime,
    last_use_time: OffsetDateTime,
    expire_time: OffsetDateTime,
}

impl Row {
    fn read(self) -> Result<Stored, Error> {
        Ok(Stored {
            id: SessionId::from_uuid(self.id),
            methods: methods(&self.methods, self.id)?,
            sealed_place: self.place,
            token_kid: self.token_kid,
            create_time: self.create_time,
            authentication_time: self.authentication_time,
            last_use_time: self.last_use_time,
            expire_time: self.expire_time,
        })
    }
}
