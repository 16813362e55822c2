//! Steps of recoveries whose code was right: guarded updates, so that each is done once.

use sqlx::PgConnection;
use time::OffsetDateTime;

use super::Error;
use crate::domain::recovery::{Demand, MatchBudget, Recovery};

/// Notes that the code was right, and gives out the ticket; false when the recovery has ended, was
/// verified before, or its code was withheld.
pub(crate) async fn verify(
    connection: &mut PgConnection,
    recovery: &Recovery,
    ticket_hash: &[u8],
    now: OffsetDateTime,
    expire_time: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET state = 'VERIFIED',
             ticket_hash = $3,
             verify_time = $4,
             expire_time = $5
         WHERE account_id = $1
           AND id = $2
           AND state = 'CODE_DUE'
           AND expire_time > $4
           AND NOT withheld",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        ticket_hash,
        now,
        expire_time,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Counts the attempts at personal data; the account is locked by then.
pub(crate) async fn count_attempts(
    connection: &mut PgConnection,
    recovery: &Recovery,
    since: OffsetDateTime,
) -> Result<MatchBudget, Error> {
    let made = sqlx::query!(
        r#"SELECT
             coalesce(sum(match_attempts) FILTER (WHERE id = $2), 0) AS "in_recovery!",
             coalesce(sum(match_attempts) FILTER (WHERE match_time > $3), 0) AS "in_day!"
         FROM identity.recovery
         WHERE account_id = $1
           AND NOT withheld"#,
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        since,
    )
    .fetch_one(connection)
    .await?;
    Ok(MatchBudget {
        in_recovery: made.in_recovery,
        in_day: made.in_day,
    })
}

/// Takes an attempt before it is made; false when the step is not due.
pub(crate) async fn take_attempt(
    connection: &mut PgConnection,
    recovery: &Recovery,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET match_attempts = match_attempts + 1,
             match_time = $3
         WHERE account_id = $1
           AND id = $2
           AND state = 'VERIFIED'
           AND expire_time > $3
           AND NOT matched",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Gives back an attempt that nobody judged.
pub(crate) async fn give_back_attempt(
    connection: &mut PgConnection,
    recovery: &Recovery,
) -> Result<(), Error> {
    sqlx::query!(
        "UPDATE identity.recovery
         SET match_attempts = match_attempts - 1
         WHERE account_id = $1
           AND id = $2
           AND match_attempts > 0",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
    )
    .execute(connection)
    .await?;
    Ok(())
}

/// Notes that the personal data are those of the account; false when the recovery has ended or the
/// data were proven before.
pub(crate) async fn prove_personal_data(
    connection: &mut PgConnection,
    recovery: &Recovery,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery
         SET matched = true
         WHERE account_id = $1
           AND id = $2
           AND state = 'VERIFIED'
           AND expire_time > $3
           AND NOT matched",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        now,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}

/// Completes a recovery of an active account; false when another step is due or it has ended.
pub(crate) async fn complete(
    connection: &mut PgConnection,
    recovery: &Recovery,
    demand: Demand,
    now: OffsetDateTime,
) -> Result<bool, Error> {
    let result = sqlx::query!(
        "UPDATE identity.recovery AS recovery
         SET state = 'COMPLETED',
             handle = NULL,
             end_time = $3
         FROM identity.account
         WHERE recovery.account_id = $1
           AND recovery.id = $2
           AND recovery.state = 'VERIFIED'
           AND recovery.expire_time > $3
           AND (recovery.matched OR NOT $4)
           AND account.id = recovery.account_id
           AND account.state = 'ACTIVE'",
        recovery.account_id.uuid(),
        recovery.id.uuid(),
        now,
        demand == Demand::CodeAndPersonalData,
    )
    .execute(connection)
    .await?;
    Ok(result.rows_affected() == 1)
}
