//! What goes on beside the calls: the relay of the outbox, the news of revocations, the watch of
//! the key ring, and the sweepers with their retention.

mod snapshots;
mod sweep;

use std::sync::Arc;

use kabinet_access::{Revocations, WATCH_LIFETIME, watch};
use kabinet_env::Env;
use kabinet_outbox::{Delivery, Relay, Wake};
use kabinet_seal::KeyRing;
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::peers::Peers;

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    relay: Relay,
    keys: KeyRing,
}

impl Jobs {
    /// Prepares the jobs.
    pub(crate) fn new(pool: PgPool, env: Env, peers: Peers, keys: KeyRing) -> Self {
        let deliver = move |destination, event| -> Delivery {
            Box::pin(peers.clone().deliver(destination, event))
        };
        Self {
            relay: Relay::new(pool, env, deliver),
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
        app: &Arc<App>,
        revocations: Arc<Revocations>,
        token: &CancellationToken,
    ) -> JoinSet<()> {
        let mut jobs = JoinSet::new();
        let identity = app.peers.identity.clone().with_deadline(WATCH_LIFETIME);
        jobs.spawn(watch(revocations, identity, app.env.clone(), token.clone()));
        jobs.spawn(self.relay.run(token.clone()));
        jobs.spawn(sweep::run(Arc::clone(app), token.clone()));
        jobs.spawn(snapshots::run(Arc::clone(app), token.clone()));
        jobs.spawn(self.keys.watch(app.env.clone(), token.clone()));
        jobs
    }
}
