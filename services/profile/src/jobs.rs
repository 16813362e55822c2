//! What goes on beside the calls: the relay of the outbox, the news of revocations, the watch of
//! the key ring, and the sweepers with their retention.

mod relay;
mod sweep;

use std::sync::Arc;

use kabinet_access::{Revocations, WATCH_LIFETIME, watch};
use kabinet_outbox::{Relay, Wake};
use kabinet_seal::KeyRing;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    relay: Relay,
    keys: KeyRing,
}

impl Jobs {
    /// Prepares the jobs; what they do announces no new events.
    pub(crate) fn new(app: App, keys: KeyRing) -> Self {
        Self {
            relay: relay::new(app),
            keys,
        }
    }

    /// Returns the handle that announces new events.
    pub(crate) fn outbox(&self) -> Wake {
        self.relay.wake_handle()
    }

    /// Starts the jobs; they end with the token.
    pub(crate) fn start(
        self,
        app: App,
        revocations: Arc<Revocations>,
        token: &CancellationToken,
    ) -> JoinSet<()> {
        let mut jobs = JoinSet::new();
        let identity = app.peers.identity.clone().with_deadline(WATCH_LIFETIME);
        jobs.spawn(watch(revocations, identity, app.env.clone(), token.clone()));
        jobs.spawn(self.relay.run(token.clone()));
        jobs.spawn(self.keys.watch(app.env.clone(), token.clone()));
        jobs.spawn(sweep::run(app, token.clone()));
        jobs
    }
}
