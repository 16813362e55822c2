use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Ledger, corrupt};
use crate::domain::{Claim, DeliveryState, Mode, Tag};

/// What became of a claimed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The provider took it.
    Accepted {
        /// The provider's id, under which receipts arrive.
        provider_message_id: Option<String>,
    },
    /// It is tried again.
    Retry {
        /// When.
        available_time: OffsetDateTime,
        /// Why it did not go out.
        failure: &'static str,
        /// Hand-overs so far of which nobody knows the result.
        unclear: i16,
    },
    /// It may have gone out, more than once, and is not tried again.
    Unknown {
        /// Why nobody knows.
        failure: &'static str,
    },
    /// It will not arrive.
    Undelivered {
        /// Why.
        failure: &'static str,
    },
    /// It is not sent, by intention.
    Skipped {
        /// Why.
        reason: &'static str,
    },
}

impl Outcome {
    fn state(&self) -> DeliveryState {
        match self {
            Self::Accepted { .. } => DeliveryState::Accepted,
            Self::Retry { .. } => DeliveryState::Queued,
            Self::Unknown { .. } => DeliveryState::Unknown,
            Self::Undelivered { .. } => DeliveryState::Undelivered,
            Self::Skipped { .. } => DeliveryState::Skipped,
        }
    }
}

impl Ledger {
    /// Takes messages that are due, for as long as the lease lasts.
    pub(crate) async fn claim(
        &self,
        channel: Channel,
        limit: i64,
        lease: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<Claim>, sqlx::Error> {
        let leased_until = now + lease;
        let rows = sqlx::query!(
            r#"WITH due AS MATERIALIZED (
               SELECT verification_id, generation
               FROM verification.delivery
               WHERE channel = $1
                 AND state IN ('QUEUED', 'SUBMITTED')
                 AND available_time <= $3
                 AND (leased_until IS NULL OR leased_until <= $3)
               ORDER BY lane, available_time
               LIMIT $2
               FOR UPDATE SKIP LOCKED
             )
             UPDATE verification.delivery AS delivery
             SET state = 'SUBMITTED',
                 leased_until = $4,
                 attempts = delivery.attempts + 1,
                 -- Whoever had it before died with it.
                 unclear = delivery.unclear
                   + CASE WHEN delivery.state = 'SUBMITTED' THEN 1 ELSE 0 END,
                 update_time = $3
             FROM due
             WHERE delivery.verification_id = due.verification_id
               AND delivery.generation = due.generation
             RETURNING
               delivery.verification_id,
               delivery.generation,
               delivery.channel,
               delivery.language,
               delivery.mode,
               delivery.destination AS "destination!",
               delivery.subject_tag,
               delivery.record_key,
               delivery.traceparent,
               delivery.attempts,
               delivery.unclear,
               delivery.create_time"#,
            channel.as_str(),
            limit,
            now,
            leased_until,
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Claim {
                    verification_id: VerificationId::from_uuid(row.verification_id),
                    generation: row.generation,
                    channel: Channel::from_name(&row.channel).ok_or_else(|| corrupt("channel"))?,
                    language: Language::choose(&row.language),
                    mode: Mode::from_name(&row.mode).ok_or_else(|| corrupt("mode"))?,
                    destination: row.destination,
                    subject_tag: tag(&row.subject_tag, "subject_tag")?,
                    record_key: tag(&row.record_key, "record_key")?,
                    traceparent: row.traceparent,
                    attempts: row.attempts,
                    unclear: row.unclear,
                    leased_until,
                    create_time: row.create_time,
                })
            })
            .collect()
    }

    /// Writes what became of a message, unless another worker has claimed it since.
    pub(crate) async fn finish(
        &self,
        claim: &Claim,
        outcome: &Outcome,
        now: OffsetDateTime,
    ) -> Result<(), sqlx::Error> {
        let unclear = match outcome {
            Outcome::Retry { unclear, .. } => *unclear,
            _ => claim.unclear,
        };
        let (provider_message_id, available_time, failure) = match outcome {
            Outcome::Accepted {
                provider_message_id,
            } => (provider_message_id.as_deref(), None, None),
            Outcome::Retry {
                available_time,
                failure,
                ..
            } => (None, Some(*available_time), Some(*failure)),
            Outcome::Unknown { failure } | Outcome::Undelivered { failure } => {
                (None, None, Some(*failure))
            }
            Outcome::Skipped { reason } => (None, None, Some(*reason)),
        };
        sqlx::query!(
            "UPDATE verification.delivery
             SET state = $4,
                 destination = CASE WHEN $4 = 'QUEUED' THEN destination END,
                 leased_until = NULL,
                 provider_message_id = $5,
                 available_time = COALESCE($6, available_time),
                 failure = $7,
                 unclear = $9,
                 update_time = $8
             WHERE verification_id = $1
               AND generation = $2
               AND attempts = $3
               AND state = 'SUBMITTED'",
            claim.verification_id.uuid(),
            claim.generation,
            claim.attempts,
            outcome.state().as_str(),
            provider_message_id,
            available_time,
            failure,
            now,
            unclear,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

pub(super) fn tag(bytes: &[u8], column: &'static str) -> Result<Tag, sqlx::Error> {
    Tag::try_from(bytes).map_err(|_| corrupt(column))
}
