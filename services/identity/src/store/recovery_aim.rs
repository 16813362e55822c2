//! Whether the codes of recoveries go out, and where.

use kabinet_env::id::AccountId;
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::recovery::{Asked, Recovery, Sending};

/// Tells locks of recoveries from other advisory locks in the database.
const LOCK_SPACE: i64 = 7_101;

/// Lets one transaction at a time decide on an account, or on one that nobody has, until it ends:
/// whoever asks at the same time waits in either case.
pub(crate) async fn queue(
    connection: &mut PgConnection,
    account_id: AccountId,
) -> Result<(), Error> {
    sqlx::query!(
        "SELECT pg_advisory_xact_lock(hashtextextended($1, $2))",
        account_id.uuid().to_string(),
        LOCK_SPACE,
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Counts what was asked for beside this recovery in its lane since then; the account is locked by
/// then. What the owner took back counts at a known device only: a thief there gets no more for it.
pub(crate) async fn count_asked(
    connection: &mut PgConnection,
    recovery: &Recovery,
    since: OffsetDateTime,
) -> Result<Asked, Error> {
    let asked = sqlx::query_as!(
        Asked,
        r#"SELECT
             count(*) FILTER (
               WHERE NOT withheld
                  OR cancel_time IS NOT NULL
                    AND (destination IS NOT NULL OR code_length IS NOT NULL)
             ) AS "sent!",
             count(*) AS "told!"
         FROM identity.recovery
         WHERE account_id = $1
           AND id <> $2
           AND lane = $3
           AND device_tag IS NOT DISTINCT FROM $4
           AND aim_time > $5
           AND (cancel_time IS NULL OR lane = 'DEVICE')"#,
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        recovery.lane.as_str(),
        recovery.device_tag,
        since,
    )
    .fetch_one(connection)
    .await?;
    Ok(asked)
}

/// Decides where the code goes; false when that is decided, or the recovery has ended.
pub(crate) async fn set_aim(
    connection: &mut PgConnection,
    recovery: &Recovery,
    sending: Sending,
    destination: &[u8],
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET destination = $3,
             withheld = $4 OR cancel_time IS NOT NULL,
             aim_time = CASE WHEN $4 THEN aim_time ELSE $5 END
         WHERE account_id = $1
           AND id = $2
           AND state = 'CODE_DUE'
           AND expire_time > $5
           AND destination IS NULL
           AND handle IS NULL",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        destination,
        sending == Sending::Withheld,
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Takes the aim back, because verification refuses the code: a repeat decides anew.
pub(crate) async fn unset_aim(
    connection: &mut PgConnection,
    recovery: &Recovery,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.recovery
         SET destination = NULL,
             withheld = true
         WHERE account_id = $1
           AND id = $2
           AND state = 'CODE_DUE'
           AND handle IS NULL",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}
