use kabinet_proto::types::v1::Event;
use kabinet_proto::types::v1::event::Fact;
use prost::Message as _;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

/// Events that nobody takes, for the human who decides about them.
#[derive(Clone, Debug)]
pub struct Parked {
    pool: PgPool,
}

/// One of them, without what it tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParkedEvent {
    /// Id of the event.
    pub id: Uuid,
    /// Where it goes, as the outbox of its service names it.
    pub destination: String,
    /// What it is about, as the contract names it; nothing where it cannot be read.
    pub fact: Option<&'static str>,
    /// Why it is parked: `REFUSED` or `UNREADABLE`, which a delivery that panics is too; nothing once it
    /// is released.
    pub error_class: Option<String>,
    /// When it was appended.
    pub create_time: OffsetDateTime,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    destination: String,
    payload: Vec<u8>,
    last_error: Option<String>,
    create_time: OffsetDateTime,
}

impl Parked {
    /// Looks into the outbox of this pool's schema.
    pub fn new(pool: PgPool) -> Self {
        Self { pool }
    }

    /// Lists at most `limit` events after that id, in the order of ids, which is about that of time.
    pub async fn list(
        &self,
        after: Option<Uuid>,
        limit: u16,
    ) -> Result<Vec<ParkedEvent>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT id, destination, payload, last_error, create_time
             FROM outbox_event
             WHERE state = 'PARKED'
               AND id > $1
             ORDER BY id
             LIMIT $2",
        )
        .bind(after.unwrap_or(Uuid::nil()))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(ParkedEvent::from).collect())
    }

    /// Lets the relay deliver events again, as if for the first time; returns those that were parked.
    pub async fn release(
        &self,
        ids: &[Uuid],
        now: OffsetDateTime,
    ) -> Result<Vec<ParkedEvent>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "UPDATE outbox_event
             SET state = 'PENDING',
                 attempts = 0,
                 last_error = NULL,
                 available_time = $2
             WHERE id = ANY ($1)
               AND state = 'PARKED'
             RETURNING id, destination, payload, last_error, create_time",
        )
        .bind(ids)
        .bind(now)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(ParkedEvent::from).collect())
    }

    /// Deletes events for good; returns those that were parked.
    pub async fn discard(&self, ids: &[Uuid]) -> Result<Vec<ParkedEvent>, sqlx::Error> {
        let rows: Vec<Row> = sqlx::query_as(
            "DELETE FROM outbox_event
             WHERE id = ANY ($1)
               AND state = 'PARKED'
             RETURNING id, destination, payload, last_error, create_time",
        )
        .bind(ids)
        .fetch_all(&self.pool)
        .await?;
        Ok(rows.into_iter().map(ParkedEvent::from).collect())
    }
}

impl From<Row> for ParkedEvent {
    fn from(row: Row) -> Self {
        let event = Event::decode(row.payload.as_slice()).ok();
        Self {
            id: row.id,
            destination: row.destination,
            fact: event.and_then(|event| event.fact).as_ref().map(name),
            error_class: row.last_error,
            create_time: row.create_time,
        }
    }
}

fn name(fact: &Fact) -> &'static str {
    match fact {
        Fact::RegistrationConfirmed(_) => "registration_confirmed",
        Fact::RegistrationDiscarded(_) => "registration_discarded",
        Fact::ProfileActivated(_) => "profile_activated",
        Fact::Notice(_) => "notice",
        Fact::NoticeDue(_) => "notice_due",
        Fact::ContactPointsChanged(_) => "contact_points_changed",
        Fact::TakeoverReported(_) => "takeover_reported",
    }
}
