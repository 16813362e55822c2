//! The other services, as this one calls them.

mod delivery;
mod identity;

use kabinet_codes::Codes;
use kabinet_peer::Peer;

pub(crate) use delivery::Message;
pub(crate) use identity::IDENTITY;

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens, login names, and the sink of events.
    pub identity: Peer,
    /// Verification: codes, and delivery of messages.
    pub verification: Peer,
}

impl Peers {
    /// Has codes sent and checked.
    pub(crate) fn codes(&self) -> Codes {
        Codes::new(self.verification.clone())
    }
}
