use kabinet_domain::Channel;
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;

use super::{Ledger, corrupt};
use crate::domain::DeliveryState;

/// One message, as its starter may see it.
#[derive(Clone, Debug)]
pub(crate) struct Delivery {
    /// Channel.
    pub channel: Channel,
    /// State.
    pub state: DeliveryState,
    /// When it was queued.
    pub create_time: OffsetDateTime,
    /// When the state last changed.
    pub update_time: OffsetDateTime,
}

impl Ledger {
    /// Lists the messages of a verification, oldest first; a policy bounds how many there are.
    pub(crate) async fn deliveries(
        &self,
        id: VerificationId,
    ) -> Result<Vec<Delivery>, sqlx::Error> {
        let rows = sqlx::query!(
            "SELECT channel, state, create_time, update_time
             FROM verification.delivery
             WHERE verification_id = $1
             ORDER BY generation",
            id.uuid(),
        )
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| {
                Ok(Delivery {
                    channel: Channel::from_name(&row.channel).ok_or_else(|| corrupt("channel"))?,
                    state: DeliveryState::from_name(&row.state).ok_or_else(|| corrupt("state"))?,
                    create_time: row.create_time,
                    update_time: row.update_time,
                })
            })
            .collect()
    }

    /// Writes what a receipt says of the newest message with that id; tells whether one is known.
    pub(crate) async fn receive_receipt(
        &self,
        provider_message_id: &str,
        state: DeliveryState,
        now: OffsetDateTime,
    ) -> Result<bool, sqlx::Error> {
        let known = sqlx::query_scalar!(
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
        .await?;
        Ok(known)
    }
}
