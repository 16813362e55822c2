use kabinet_domain::Channel;
use kabinet_env::id::VerificationId;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{CorruptRow, Error, Ledger, corrupt};
use crate::domain::DeliveryState;

/// One message, as its sender may see it.
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
    pub(crate) async fn deliveries(&self, id: VerificationId) -> Result<Vec<Delivery>, Error> {
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
                    channel: channel(&row.channel, "delivery", id.uuid())?,
                    state: state(&row.state, "delivery", id.uuid())?,
                    create_time: row.create_time,
                    update_time: row.update_time,
                })
            })
            .collect()
    }
}

pub(super) fn channel(name: &str, table: &'static str, row: Uuid) -> Result<Channel, CorruptRow> {
    Channel::from_name(name).ok_or_else(|| corrupt(table, "channel", row))
}

pub(super) fn state(
    name: &str,
    table: &'static str,
    row: Uuid,
) -> Result<DeliveryState, CorruptRow> {
    DeliveryState::from_name(name).ok_or_else(|| corrupt(table, "state", row))
}
