//! The other services, as this one calls them.

mod profile;

use kabinet_codes::Codes;
use kabinet_outbox::DeliverError;
use kabinet_peer::Peer;
use kabinet_proto::types::v1::Event;

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens.
    pub identity: Peer,
    /// Profile: whose a contact is, and what people are told.
    pub profile: Peer,
    /// Verification: codes that prove ownership.
    pub verification: Peer,
}

/// Name of the outbox destination for what people are told.
pub(crate) const NOTIFICATION: &str = "notification";

impl Peers {
    /// Has codes sent and checked.
    pub(crate) fn codes(&self) -> Codes {
        Codes::new(self.verification.clone())
    }

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
        let answer = self.notify(event).await;
        answer.map_err(|failure| DeliverError::of(failure.reason()))
    }
}
