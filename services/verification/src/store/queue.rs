use time::OffsetDateTime;

use super::{Error, Ledger};
use crate::domain::{Message, Purpose, Tag, Verification};

/// Lane of codes, which goes before every other.
const LANE_CODE: i16 = 0;

/// A verification that is to be known to the ledger.
pub(crate) struct Started<'a> {
    /// The verification.
    pub verification: &'a Verification,
    /// What the code is for.
    pub purpose: Purpose,
    /// Name of the starter.
    pub caller: &'a str,
    /// Tag of the subject.
    pub subject_tag: Tag,
    /// Tag of the record in Redis.
    pub record_key: Tag,
    /// Version of the policy.
    pub policy_version: u32,
}

impl Ledger {
    /// Writes a verification and queues its first message, both only once.
    pub(crate) async fn start(
        &self,
        started: &Started<'_>,
        message: &Message,
        traceparent: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        sqlx::query!(
            "WITH ledger AS (
               INSERT INTO verification.verification (
                 id, purpose, caller, subject_tag, record_key, policy_version, state, attempts,
                 create_time, expire_time
               ) VALUES ($1, $2, $3, $4, $5, $6, 'PENDING', 0, $7, $8)
               ON CONFLICT ON CONSTRAINT verification_pk DO NOTHING
             )
             INSERT INTO verification.delivery (
               verification_id, generation, lane, channel, language, mode, state, destination_tag,
               destination, subject_tag, record_key, traceparent, attempts, available_time,
               create_time, update_time, disclosure, known_subject
             ) VALUES (
               $1, $9, $10, $11, $12, $13, 'QUEUED', $14, $15, $4, $5, $16, 0, $18, $17, $17, $19, $20
             )
             ON CONFLICT ON CONSTRAINT delivery_pk DO NOTHING",
            started.verification.id.uuid(),
            started.purpose.as_str(),
            started.caller,
            started.subject_tag.0.as_slice(),
            started.record_key.0.as_slice(),
            started.policy_version.cast_signed(),
            started.verification.create_time,
            started.verification.expire_time,
            message.generation,
            LANE_CODE,
            message.channel.as_str(),
            message.language.as_str(),
            message.mode.as_str(),
            message.destination_tag.0.as_slice(),
            message.destination,
            traceparent,
            now,
            now + message.wait,
            started.verification.disclosure.as_str(),
            message.known_subject,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Queues a further message of a verification, only once.
    pub(crate) async fn queue(
        &self,
        verification: &Verification,
        (subject_tag, record_key): (Tag, Tag),
        message: &Message,
        traceparent: Option<&str>,
        now: OffsetDateTime,
    ) -> Result<(), Error> {
        sqlx::query!(
            "INSERT INTO verification.delivery (
               verification_id, generation, lane, channel, language, mode, state, destination_tag,
               destination, subject_tag, record_key, traceparent, attempts, available_time,
               create_time, update_time, disclosure, known_subject
             ) VALUES ($1, $2, $3, $4, $5, $6, 'QUEUED', $7, $8, $9, $10, $11, 0, $13, $12, $12, $14, $15)
             ON CONFLICT ON CONSTRAINT delivery_pk DO NOTHING",
            verification.id.uuid(),
            message.generation,
            LANE_CODE,
            message.channel.as_str(),
            message.language.as_str(),
            message.mode.as_str(),
            message.destination_tag.0.as_slice(),
            message.destination,
            subject_tag.0.as_slice(),
            record_key.0.as_slice(),
            traceparent,
            now,
            now + message.wait,
            verification.disclosure.as_str(),
            message.known_subject,
        )
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}
