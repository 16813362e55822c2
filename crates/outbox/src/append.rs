use kabinet_proto::types::v1::Event;
use kabinet_telemetry::current_traceparent;
use prost::Message as _;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

/// Puts the event into the outbox, inside the caller's transaction.
///
/// An event whose id is no UUID is a defect of the caller and fails as [`sqlx::Error::Encode`].
pub async fn append(
    connection: &mut PgConnection,
    destination: &'static str,
    event: &Event,
    now: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    append_due(connection, destination, event, now, now).await
}

/// Puts an event into the outbox that is delivered no earlier than at its due time.
pub async fn append_due(
    connection: &mut PgConnection,
    destination: &'static str,
    event: &Event,
    now: OffsetDateTime,
    due_time: OffsetDateTime,
) -> Result<(), sqlx::Error> {
    let id = Uuid::parse_str(&event.event_id).map_err(|error| sqlx::Error::Encode(error.into()))?;
    sqlx::query(
        "INSERT INTO outbox_event (
             id, destination, payload, traceparent, state, attempts, create_time, available_time
         )
         VALUES ($1, $2, $3, $4, 'PENDING', 0, $5, $6)",
    )
    .bind(id)
    .bind(destination)
    .bind(event.encode_to_vec())
    .bind(current_traceparent())
    .bind(now)
    .bind(due_time)
    .execute(connection)
    .await?;
    Ok(())
}
