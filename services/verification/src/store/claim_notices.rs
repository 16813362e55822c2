use std::time::Duration;

use kabinet_domain::{Channel, Language};
use kabinet_env::id::DeliveryId;
use time::OffsetDateTime;

use super::{Error, Ledger, corrupt};
use crate::domain::{Claim, Content, NoticeClaim, Template};

impl Ledger {
    /// Takes notices that are due, the urgent lane first, for as long as the lease lasts.
    pub(crate) async fn claim_notices(
        &self,
        channel: Channel,
        limit: i64,
        lease: Duration,
        now: OffsetDateTime,
    ) -> Result<Vec<Claim>, Error> {
        let leased_until = now + lease;
        let templates = Template::ALL.map(|template| template.as_str().to_owned());
        let rows = sqlx::query!(
            r#"WITH due AS MATERIALIZED (
               SELECT id
               FROM verification.notice
               WHERE channel = $1
                 AND state IN ('QUEUED', 'SUBMITTED')
                 AND available_time <= $3
                 AND (leased_until IS NULL OR leased_until <= $3)
                 -- What a newer version has queued waits for a worker that can read it.
                 AND template = ANY ($5)
               ORDER BY lane, available_time
               LIMIT $2
               FOR UPDATE SKIP LOCKED
             )
             UPDATE verification.notice AS notice
             SET state = 'SUBMITTED',
                 leased_until = $4,
                 attempts = notice.attempts + 1,
                 -- Whoever had it before died with it.
                 unclear = notice.unclear
                   + CASE WHEN notice.state = 'SUBMITTED' THEN 1 ELSE 0 END,
                 update_time = $3
             FROM due
             WHERE notice.id = due.id
             RETURNING
               notice.id,
               notice.language,
               notice.template,
               notice.destination AS "destination!",
               notice.variables AS "variables!",
               notice.traceparent,
               notice.attempts,
               notice.unclear,
               notice.expire_time"#,
            channel.as_str(),
            limit,
            now,
            leased_until,
            &templates,
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Claim {
                    content: Content::Notice(NoticeClaim {
                        id: DeliveryId::from_uuid(row.id),
                        template: Template::from_name(&row.template)
                            .ok_or_else(|| corrupt("notice", "template", row.id))?,
                        variables: row.variables,
                        expire_time: row.expire_time,
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
