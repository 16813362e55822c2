//! Ends of sessions: guarded updates, so that each session ends once. Each leaves its revocation in the
//! same statement.

use kabinet_env::id::{AccountId, SessionId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::revocation::ENDED;
use crate::domain::session::EndReason;

/// Ends one session; false when the account has no such live session.
pub(crate) async fn one(
    connection: &mut PgConnection,
    account_id: AccountId,
    id: SessionId,
    reason: EndReason,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "WITH ended AS (
             UPDATE identity.session
             SET end_time = $4,
                 end_reason = $3
             WHERE account_id = $1
               AND id = $2
               AND end_time IS NULL
               AND idle_expire_time > $4
             RETURNING
                 account_id,
                 id
         )
         INSERT INTO identity.revocation (
             account_id,
             session_id,
             epoch,
             revoke_time
         )
         SELECT account_id, id, $5, $4
         FROM ended",
        account_id.uuid(),
        id.uuid(),
        reason.as_str(),
        now,
        ENDED,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Ends every live session of the account, but for one if it is named; returns which.
pub(crate) async fn all(
    connection: &mut PgConnection,
    account_id: AccountId,
    except: Option<SessionId>,
    reason: EndReason,
    now: OffsetDateTime,
) -> Result<Vec<SessionId>, Error> {
    let ended = sqlx::query_scalar!(
        "WITH ended AS (
             UPDATE identity.session
             SET end_time = $4,
                 end_reason = $3
             WHERE account_id = $1
               AND id IS DISTINCT FROM $2
               AND end_time IS NULL
               AND idle_expire_time > $4
             RETURNING
                 account_id,
                 id
         )
         INSERT INTO identity.revocation (
             account_id,
             session_id,
             epoch,
             revoke_time
         )
         SELECT account_id, id, $5, $4
         FROM ended
         RETURNING session_id",
        account_id.uuid(),
        except.map(SessionId::uuid),
        reason.as_str(),
        now,
        ENDED,
    )
    .fetch_all(connection)
    .await?;
    Ok(ended.into_iter().map(SessionId::from_uuid).collect())
}
