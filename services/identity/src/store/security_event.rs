//! The chain of security events.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::{Error, corrupt};
use crate::domain::security_event::{Event, Kind};

/// When an event is on disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Durability {
    /// With the transaction that it belongs to.
    Transaction,
    /// Soon after the answer; a crash of Postgres within a second may take it back whole.
    Soon,
}

/// Appends an event to its account's chain. The account's row is locked until the transaction
/// ends, so that whatever follows in it sees the account as it is. False when there is no account.
pub(crate) async fn append(connection: &mut PgConnection, event: &Event) -> Result<bool, Error> {
    write(connection, event, Durability::Transaction).await
}

/// Appends a failed attempt, in a statement of its own. Nobody waits for the disk: for an account
/// that does not exist there is nothing to wait for, and the time of the answer must not tell.
pub(crate) async fn append_failure(
    connection: &mut PgConnection,
    event: &Event,
) -> Result<bool, Error> {
    write(connection, event, Durability::Soon).await
}

async fn write(
    connection: &mut PgConnection,
    event: &Event,
    durability: Durability,
) -> Result<bool, Error> {
    let digest = event.digest();
    let result = sqlx::query!(
        "WITH chained AS (
             UPDATE identity.account
             SET event_sequence = event_sequence + 1,
                 event_hash = sha256(event_hash || int8send(event_sequence + 1) || $2::bytea)
             WHERE id = $1
             RETURNING id, event_sequence, event_hash
         )
         INSERT INTO identity.security_event (
             account_id,
             sequence,
             kind,
             session_id,
             place,
             hash,
             occur_time
         )
         SELECT
             chained.id,
             chained.event_sequence,
             $3,
             $4,
             $5,
             chained.event_hash,
             $6
         FROM chained
         WHERE CASE
             WHEN $7 THEN set_config('synchronous_commit', 'off', true) = 'off'
             ELSE true
         END",
        event.account_id.uuid(),
        digest.as_slice(),
        event.kind.as_str(),
        event.session_id.map(SessionId::uuid),
        event.sealed_place,
        event.occur_time,
        durability == Durability::Soon,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// An event as it is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) sequence: i64,
    pub(crate) kind: Kind,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) sealed_place: Vec<u8>,
    pub(crate) occur_time: OffsetDateTime,
}

/// Lists events below a position, the newest first.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
    below: i64,
    limit: i64,
) -> Result<Vec<Stored>, Error> {
    let rows = sqlx::query!(
        "SELECT
             sequence,
             kind,
             session_id,
             place,
             occur_time
         FROM identity.security_event
         WHERE account_id = $1
           AND sequence < $2
         ORDER BY sequence DESC
         LIMIT $3",
        account_id.uuid(),
        below,
        limit,
    )
    .fetch_all(connection)
    .await?;
    rows.into_iter()
        .map(|row| {
            Ok(Stored {
                sequence: row.sequence,
                kind: Kind::from_name(&row.kind)
                    .ok_or_else(|| corrupt("identity.security_event", "kind"))?,
                session_id: row.session_id.map(SessionId::from_uuid),
                sealed_place: row.place,
                occur_time: row.occur_time,
            })
        })
        .collect()
}
