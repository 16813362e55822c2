use std::time::Duration;

use kabinet_env::Env;
use sqlx::PgPool;
use time::OffsetDateTime;
use uuid::Uuid;

use super::backoff;

/// Longer than a delivery may take; what a dead relay held is free again after it.
pub(super) const LEASE: Duration = Duration::from_secs(8);

/// An event that this relay alone may deliver until its lease ends.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct LeasedEvent {
    pub(super) id: Uuid,
    pub(super) destination: String,
    pub(super) payload: Vec<u8>,
    pub(super) traceparent: Option<String>,
    /// Counts this attempt too.
    pub(super) attempts: i32,
    /// When the lease ends; while it stands in the row nobody else has leased or released the event.
    #[sqlx(rename = "available_time")]
    pub(super) lease_end: OffsetDateTime,
}

/// The class of a failed delivery; texts of errors may hold what must not be stored.
#[derive(Clone, Copy, Debug)]
pub(super) enum FailureClass {
    Unavailable,
    TimedOut,
    Refused,
    Unreadable,
    Panicked,
}

impl FailureClass {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Unavailable => "UNAVAILABLE",
            Self::TimedOut => "TIMED_OUT",
            Self::Refused => "REFUSED",
            // The tables of the services have no other word for what a relay cannot handle.
            Self::Unreadable | Self::Panicked => "UNREADABLE",
        }
    }
}

/// The statements of the relay.
#[derive(Clone)]
pub(super) struct Queue {
    pool: PgPool,
    env: Env,
}

impl Queue {
    pub(super) fn new(pool: PgPool, env: Env) -> Self {
        Self { pool, env }
    }

    /// Leases at most `limit` due events that no other relay is leasing, for any destination but
    /// those left out.
    pub(super) async fn lease(
        &self,
        limit: usize,
        left_out: &[String],
    ) -> Result<Vec<LeasedEvent>, sqlx::Error> {
        let now = self.env.now();
        // ARRAY makes the subquery run once: IN would let the planner repeat it and exceed the limit.
        sqlx::query_as(
            "UPDATE outbox_event
             SET attempts = attempts + 1,
                 available_time = $2
             WHERE id = ANY (ARRAY (
                 SELECT id
                 FROM outbox_event
                 WHERE state = 'PENDING'
                   AND available_time <= $1
                   AND destination <> ALL ($4)
                 ORDER BY available_time
                 LIMIT $3
                 FOR UPDATE SKIP LOCKED
             ))
             RETURNING id, destination, payload, traceparent, attempts, available_time",
        )
        .bind(now)
        .bind(now + LEASE)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .bind(left_out)
        .fetch_all(&self.pool)
        .await
    }

    /// Deletes the event; that another relay has leased it since then does not matter.
    pub(super) async fn delivered(&self, event: &LeasedEvent) -> Result<(), sqlx::Error> {
        sqlx::query(
            "DELETE FROM outbox_event
             WHERE id = $1",
        )
        .bind(event.id)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Makes the event due again after its pause, unless another relay has leased it since then.
    pub(super) async fn postpone(
        &self,
        event: &LeasedEvent,
        class: FailureClass,
    ) -> Result<(), sqlx::Error> {
        let pause = backoff::pause(event.attempts, u32::from_le_bytes(self.env.bytes()));
        sqlx::query(
            "UPDATE outbox_event
             SET available_time = $3,
                 last_error = $4
             WHERE id = $1
               AND available_time = $2
               AND state = 'PENDING'",
        )
        .bind(event.id)
        .bind(event.lease_end)
        .bind(self.env.now() + pause)
        .bind(class.as_str())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Sets the event aside until a human decides, unless another relay has leased it since then.
    pub(super) async fn park(
        &self,
        event: &LeasedEvent,
        class: FailureClass,
    ) -> Result<(), sqlx::Error> {
        sqlx::query(
            "UPDATE outbox_event
             SET state = 'PARKED',
                 last_error = $3
             WHERE id = $1
               AND available_time = $2
               AND state = 'PENDING'",
        )
        .bind(event.id)
        .bind(event.lease_end)
        .bind(class.as_str())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
