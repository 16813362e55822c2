//! The other services, as this one calls them.

mod identity;
mod verification;

use kabinet_peer::Peer;

pub(crate) use identity::IDENTITY;
pub(crate) use verification::Message;

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens, and the sink of events.
    pub identity: Peer,
    /// Verification: delivery of messages.
    pub verification: Peer,
}
