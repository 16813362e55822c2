use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::super::{Error, corrupt};
use crate::domain::security_event::Kind;

/// An event as it is stored.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) sequence: i64,
    pub(crate) kind: Kind,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) sealed_place: Vec<u8>,
    pub(crate) occur_time: OffsetDateTime,
    /// Failures between the event before and this one that were counted only.
    pub(crate) unlisted_failures: i64,
}

/// Some events of an account, the newest first.
#[derive(Debug)]
pub(crate) struct Listed {
    /// The key that their places are sealed with, wrapped.
    pub(crate) wrapped_key: Vec<u8>,
    /// Failures since the newest of them that were counted only.
    pub(crate) unlisted_failures: i64,
    pub(crate) events: Vec<Stored>,
}

/// Lists events below a position. Nothing when there is no account: each has a first event.
///
/// One statement, so that the account's count and the newest event are of one moment.
pub(crate) async fn list(
    connection: &mut PgConnection,
    account_id: AccountId,
    below: i64,
    limit: i64,
) -> Result<Option<Listed>, Error> {
    let rows = sqlx::query!(
        r#"SELECT
             event.sequence,
             event.kind,
             event.session_id,
             event.place,
             event.occur_time,
             event.unlisted_failures
                 - lead(event.unlisted_failures, 1, 0::bigint) OVER newest_first
                 AS "failures_before!",
             account.unlisted_failures - event.unlisted_failures AS "failures_after!",
             account.data_key
         FROM identity.security_event AS event
         JOIN identity.account
             ON account.id = event.account_id
         WHERE event.account_id = $1
           AND event.sequence < $2
         WINDOW newest_first AS (ORDER BY event.sequence DESC)
         ORDER BY event.sequence DESC
         LIMIT $3"#,
        account_id.uuid(),
        below,
        limit,
    )
    .fetch_all(connection)
    .await?;
    let Some(newest) = rows.first() else {
        return Ok(None);
    };
    let (wrapped_key, unlisted_failures) = (newest.data_key.clone(), newest.failures_after);
    let events = rows.into_iter().map(|row| {
        Ok(Stored {
            sequence: row.sequence,
            kind: Kind::from_name(&row.kind)
                .ok_or_else(|| corrupt("identity.security_event", "kind", account_id.uuid()))?,
            session_id: row.session_id.map(SessionId::from_uuid),
            sealed_place: row.place,
            occur_time: row.occur_time,
            unlisted_failures: row.failures_before,
        })
    });
    Ok(Some(Listed {
        wrapped_key,
        unlisted_failures,
        events: events.collect::<Result<_, Error>>()?,
    }))
}
