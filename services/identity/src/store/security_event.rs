//! The chain of security events.

use kabinet_env::id::SessionId;
use sqlx::PgConnection;

use super::Error;
use crate::domain::security_event::Event;

mod listing;
pub(crate) mod stranger;

pub(crate) use listing::{Stored, list};

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

/// Appends a failed attempt of somebody who has a session or a known device, in a statement of its
/// own. Nobody waits for the disk: for an account that does not exist there is nothing to wait for,
/// and the time of the answer must not tell.
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
                 event_hash = identity.hash_after_event(
                     event_hash,
                     event_sequence + 1,
                     $2,
                     unlisted_failures
                 )
             WHERE id = $1
             RETURNING id, event_sequence, event_hash, unlisted_failures
         )
         INSERT INTO identity.security_event (
             account_id,
             sequence,
             kind,
             session_id,
             place,
             hash,
             occur_time,
             unlisted_failures
         )
         SELECT
             chained.id,
             chained.event_sequence,
             $3,
             $4,
             $5,
             chained.event_hash,
             $6,
             chained.unlisted_failures
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
