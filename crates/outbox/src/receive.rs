use std::time::Duration;

use sqlx::{PgConnection, PgPool};
use time::OffsetDateTime;
use uuid::Uuid;

/// How long a sink remembers an event; a relay that repeats it later finds its effect in place.
pub const RECEIVED_RETENTION: Duration = Duration::from_hours(30 * 24);

/// Tells whether an event is new to this sink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// The event has never had its effect: the caller's transaction gives it.
    First,
    /// The event has had its effect already.
    Repeat,
}

/// Remembers the event, inside the transaction that has its effect.
///
/// Waits for a concurrent transaction that received the same event.
pub async fn receive(
    connection: &mut PgConnection,
    event_id: Uuid,
    now: OffsetDateTime,
) -> Result<Received, sqlx::Error> {
    let result = sqlx::query(
        "INSERT INTO received_event (id, receive_time)
         VALUES ($1, $2)
         ON CONFLICT (id) DO NOTHING",
    )
    .bind(event_id)
    .bind(now)
    .execute(connection)
    .await?;
    Ok(match result.rows_affected() {
        0 => Received::Repeat,
        _ => Received::First,
    })
}

/// Forgets at most `limit` events that were received before the given time; returns how many.
pub async fn sweep_received(
    pool: &PgPool,
    before: OffsetDateTime,
    limit: u32,
) -> Result<u64, sqlx::Error> {
    let result = sqlx::query(
        "DELETE FROM received_event
         WHERE id = ANY (ARRAY (
             SELECT id
             FROM received_event
             WHERE receive_time < $1
             ORDER BY receive_time
             LIMIT $2
             FOR UPDATE SKIP LOCKED
         ))",
    )
    .bind(before)
    .bind(i64::from(limit))
    .execute(pool)
    .await?;
    Ok(result.rows_affected())
}
