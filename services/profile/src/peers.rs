//! The other services, as this one calls them.

mod delivery;
mod identity;
mod verification;

use kabinet_peer::Peer;

pub(crate) use delivery::Message;
pub(crate) use identity::IDENTITY;
pub(crate) use verification::Issued;

/// Services that this one calls.
#[derive(Clone, Debug)]
pub struct Peers {
    /// Identity: keys and sessions of access tokens, login names, and the sink of events.
    pub identity: Peer,
    /// Verification: codes, and delivery of messages.
    pub verification: Peer,
}
