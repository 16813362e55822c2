use time::OffsetDateTime;

use super::Ledger;
use crate::domain::DeliveryState;

impl Ledger {
    /// Writes what a receipt says of the newest message with that id, be it a code or a notice;
    /// tells whether one is known.
    pub(crate) async fn receive_receipt(
        &self,
        provider_message_id: &str,
        state: DeliveryState,
        now: OffsetDateTime,
    ) -> Result<bool, sqlx::Error> {
        Ok(self.code_received(provider_message_id, state, now).await?
            || self
                .notice_received(provider_message_id, state, now)
                .await?)
    }

    async fn code_received(
        &self,
        provider_message_id: &str,
        state: DeliveryState,
        now: OffsetDateTime,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar!(
            r#"WITH message AS (
               SELECT verification_id, generation
               FROM verification.delivery
               WHERE provider_message_id = $1
               ORDER BY create_time DESC
               LIMIT 1
             ), received AS (
               UPDATE verification.delivery AS delivery
               SET state = $2, update_time = $3
               FROM message
               WHERE delivery.verification_id = message.verification_id
                 AND delivery.generation = message.generation
                 AND delivery.state IN ('ACCEPTED', 'UNKNOWN')
             )
             SELECT EXISTS (SELECT FROM message) AS "known!""#,
            provider_message_id,
            state.as_str(),
            now,
        )
        .fetch_one(&self.pool)
        .await
    }

    async fn notice_received(
        &self,
        provider_message_id: &str,
        state: DeliveryState,
        now: OffsetDateTime,
    ) -> Result<bool, sqlx::Error> {
        sqlx::query_scalar!(
            r#"WITH message AS (
               SELECT id
               FROM verification.notice
               WHERE provider_message_id = $1
               ORDER BY create_time DESC
               LIMIT 1
             ), received AS (
               UPDATE verification.notice AS notice
               SET state = $2, update_time = $3
               FROM message
               WHERE notice.id = message.id
                 AND notice.state IN ('ACCEPTED', 'UNKNOWN')
             )
             SELECT EXISTS (SELECT FROM message) AS "known!""#,
            provider_message_id,
            state.as_str(),
            now,
        )
        .fetch_one(&self.pool)
        .await
    }
}
