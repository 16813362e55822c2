//! What goes on beside the calls: the relay of the outbox, and the sweepers with their retention.

mod sweep;

use kabinet_env::Env;
use kabinet_outbox::{Delivery, Relay, Wake};
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::{app::App, peers::Peers};

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    relay: Relay,
}

impl Jobs {
    /// Prepares the jobs.
    pub(crate) fn new(pool: PgPool, env: Env, peers: Peers) -> Self {
        let deliver = move |destination, event| -> Delivery {
            Box::pin(peers.clone().deliver(destination, event))
        };
        Self {
            relay: Relay::new(pool, env, deliver),
        }
    }

    /// Returns the handle that announces new events.
    pub(crate) fn outbox(&self) -> Wake {
        self.relay.wake_handle()
    }

    /// Starts the jobs; they end with the token.
    pub(crate) fn start(self, app: App, token: &CancellationToken) -> JoinSet<()> {
        let mut jobs = JoinSet::new();
        jobs.spawn(self.relay.run(token.clone()));
        jobs.spawn(sweep::run(app, token.clone()));
        jobs
    }
}
