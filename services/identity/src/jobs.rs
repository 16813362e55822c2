//! What goes on beside the calls: the relay of the outbox, the news of revocations, the watch of
//! the key rings, and the sweepers.

mod sweep;

use std::sync::Arc;

use kabinet_env::Env;
use kabinet_outbox::{Relay, Wake};
use kabinet_seal::KeyRing;
use sqlx::PgPool;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::peers::Peers;

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    relay: Relay,
}

impl Jobs {
    pub(crate) fn new(pool: PgPool, env: Env, peers: Peers) -> Self {
        let deliver = move |destination, event| -> kabinet_outbox::Delivery {
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
    pub(crate) fn start(
        self,
        app: &Arc<App>,
        rings: [KeyRing; 4],
        token: &CancellationToken,
    ) -> JoinSet<()> {
        let mut jobs = JoinSet::new();
        jobs.spawn(self.relay.run(token.clone()));
        let news = app.revocations.clone();
        jobs.spawn(news.run(app.env.clone(), token.clone()));
        jobs.spawn(sweep::run(Arc::clone(app), token.clone()));
        for ring in rings {
            jobs.spawn(ring.watch(app.env.clone(), token.clone()));
        }
        jobs
    }
}
