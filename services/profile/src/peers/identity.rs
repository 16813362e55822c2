use kabinet_peer::Failure;
use kabinet_proto::{
    identity::v1::{DeliverEventRequest, event_sink_service_client::EventSinkServiceClient},
    types::v1::Event,
};

use super::Peers;

/// Identity, as the outbox names it.
pub(crate) const IDENTITY: &str = "identity";

impl Peers {
    /// Hands an event to identity.
    pub(crate) async fn deliver_to_identity(&self, event: Event) -> Result<(), Failure> {
        let request = DeliverEventRequest { event: Some(event) };
        EventSinkServiceClient::new(self.identity.clone())
            .deliver_event(request)
            .await?;
        Ok(())
    }
}
