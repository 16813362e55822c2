//! Failed attempts of strangers, who must not make an account's chain grow at will.

use kabinet_env::id::SessionId;
use sqlx::PgConnection;

use super::Error;
use crate::domain::security_event::{Event, LISTED_FAILURES_PER_DAY};

/// Notes a stranger's failed attempt, in a statement of its own: as an event while the day's ration
/// lasts, and then as a count that the next event carries. Nobody waits for the disk, as with every
/// failure.
pub(crate) async fn note_failure(
    connection: &mut PgConnection,
    event: &Event,
) -> Result<(), Error> {
    let digest = event.digest();
    sqlx::query!(
        "WITH attempt AS (
             UPDATE identity.account
             SET failure_day = greatest(failure_day, $7),
                 failures_of_day = CASE WHEN failure_day >= $7 THEN failures_of_day + 1 ELSE 1 END,
                 unlisted_failures = CASE
                     WHEN failure_day >= $7 AND failures_of_day >= $8 THEN unlisted_failures + 1
                     ELSE unlisted_failures
                 END,
                 event_sequence = CASE
                     WHEN failure_day >= $7 AND failures_of_day >= $8 THEN event_sequence
                     ELSE event_sequence + 1
                 END,
                 event_hash = CASE
                     WHEN failure_day >= $7 AND failures_of_day >= $8 THEN event_hash
                     ELSE identity.hash_after_event(
                         event_hash,
                         event_sequence + 1,
                         $2,
                         unlisted_failures
                     )
                 END
             WHERE id = $1
               AND set_config('synchronous_commit', 'off', true) = 'off'
             RETURNING id, event_sequence, event_hash, unlisted_failures, failures_of_day
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
             attempt.id,
             attempt.event_sequence,
             $3,
             $4,
             $5,
             attempt.event_hash,
             $6,
             attempt.unlisted_failures
         FROM attempt
         WHERE attempt.failures_of_day <= $8",
        event.account_id.uuid(),
        digest.as_slice(),
        event.kind.as_str(),
        event.session_id.map(SessionId::uuid),
        event.sealed_place,
        event.occur_time,
        event.occur_time.date(),
        LISTED_FAILURES_PER_DAY,
    )
    .execute(connection)
    .await?;
    Ok(())
}
