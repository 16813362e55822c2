//! The other services, as this one calls them.

mod directory;
mod profile;

use kabinet_codes::Codes;
use kabinet_outbox::DeliverError;
use kabinet_peer::Peer;
use kabinet_proto::types::v1::Event;

pub(crate) use directory::{ContactPurpose, PersonalClaim};
pub(crate) use profile::{Activation, contact_kind};

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Verification.
    pub verification: Peer,
    /// Profile.
    pub profile: Peer,
}

/// Destinations of the outbox: facts that profile acts on, and what it tells people.
pub(crate) const PROFILE: &str = "profile";
pub(crate) const NOTIFICATION: &str = "notification";
/// What would be told, if there were somebody to tell: the row and the work are the same.
pub(crate) const NOBODY: &str = "nobody";

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
        let delivered = match destination.as_str() {
            PROFILE => self.deliver_to_profile(event).await,
            NOTIFICATION => self.notify(event).await,
            NOBODY => return Ok(()),
            // A newer version wrote it, and a replica of that version will know it.
            _ => return Err(DeliverError::Retry),
        };
        delivered.map_err(|failure| DeliverError::of(failure.reason()))
    }
}
