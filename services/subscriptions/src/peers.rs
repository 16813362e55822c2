//! The other services, as this one calls them.

mod verification;

use kabinet_outbox::DeliverError;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::profile::v1::NotifyRequest;
use kabinet_proto::profile::v1::notification_service_client::NotificationServiceClient;
use kabinet_proto::types::v1::Event;

pub(crate) use verification::{Destination, Issued, is_exhausted};

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens.
    pub identity: Peer,
    /// Profile: tells people what happened.
    pub profile: Peer,
    /// Verification: codes that prove ownership.
    pub verification: Peer,
}

/// Name of the outbox destination for what people are told.
pub(crate) const NOTIFICATION: &str = "notification";

impl Peers {
    /// Hands an event of the outbox to its destination.
    pub(crate) async fn deliver(
        self,
        destination: String,
        event: Event,
    ) -> Result<(), DeliverError> {
        if destination != NOTIFICATION {
            // A newer version wrote it, and a replica of that version will know it.
            return Err(DeliverError::Retry);
        }
        let request = NotifyRequest { event: Some(event) };
        let answer = NotificationServiceClient::new(self.profile)
            .notify(request)
            .await;
        match answer {
            Ok(_) => Ok(()),
            Err(status) => Err(DeliverError::of(Failure::from(status).reason())),
        }
    }
}
