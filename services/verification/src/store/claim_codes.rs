use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Error, Ledger, corrupt, tag};
use crate::domain::{Claim, CodeClaim, Content, Mode, Purpose};

impl Ledger {
    /// Takes codes that are due, for as long as the lease lasts.
    pub(crate) async fn claim_codes(
        &self,
        channel: Channel,
        limit: i64,
        lease: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<Claim>, Error> {
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
             JOIN verification.verification AS verification
               ON verification.id = due.verification_id
             WHERE delivery.verification_id = due.verification_id
               AND delivery.generation = due.generation
             RETURNING
               delivery.verification_id,
               delivery.generation,
               verification.purpose,
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
                let id = row.verification_id;
                let tag = |bytes, column| tag(bytes, "delivery", column, id);
                Ok(Claim {
                    content: Content::Code(CodeClaim {
                        verification_id: VerificationId::from_uuid(id),
                        generation: row.generation,
                        purpose: Purpose::from_name(&row.purpose)
                            .ok_or_else(|| corrupt("verification", "purpose", id))?,
                        mode: Mode::from_name(&row.mode)
                            .ok_or_else(|| corrupt("delivery", "mode", id))?,
                        subject_tag: tag(&row.subject_tag, "subject_tag")?,
                        record_key: tag(&row.record_key, "record_key")?,
                        create_time: row.create_time,
                    }),
                    channel,
                    language: Language::choose(&row.language),
                    destination: row.destination,
                    traceparent: row.traceparent,
                    attempts: row.attempts,
                    unclear: row.unclear,
                    leased_until,
                })
            })
            .collect()
    }
}
