//! What goes on beside the calls: the relay of the outbox, and the sweepers with their retention.

mod relay;
mod sweep;

use kabinet_outbox::{Relay, Wake};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// Jobs that are ready to run.
pub(crate) struct Jobs {
    relay: Relay,
}

impl Jobs {
    /// Prepares the jobs; what they do announces no new events.
    pub(crate) fn new(app: App) -> Self {
        Self {
            relay: relay::new(app),
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
