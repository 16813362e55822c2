//! The other services, as this one calls them.

use kabinet_outbox::DeliverError;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::{
    identity::v1::{DeliverEventRequest, event_sink_service_client::EventSinkServiceClient},
    types::v1::Event,
};

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens, and the sink of events.
    pub identity: Peer,
}

impl Peers {
    /// Hands an event of the outbox to its destination.
    pub(crate) async fn deliver(
        self,
        destination: String,
        event: Event,
    ) -> Result<(), DeliverError> {
        if destination != "identity" {
            return Err(DeliverError::Poison);
        }
        let request = DeliverEventRequest { event: Some(event) };
        let answer = EventSinkServiceClient::new(self.identity)
            .deliver_event(request)
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(status) => Err(DeliverError::of(Failure::from(status).reason())),
        }
    }
}
