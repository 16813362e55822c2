//! Ends links whose time ran out, and deletes what has stood for its retention.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::app::{App, sweep_links};

/// How often the sweeper looks. Links read as expired without it.
const INTERVAL: Duration = Duration::from_mins(10);

/// Sweeps until the token is cancelled.
pub(super) async fn run(app: Arc<App>, token: CancellationToken) {
    while !token.is_cancelled() {
        tokio::select! {
            () = sweep(&app) => {}
            () = token.cancelled() => {}
        }
        tokio::select! {
            () = app.env.sleep(INTERVAL) => {}
            () = token.cancelled() => {}
        }
    }
}

async fn sweep(app: &App) {
    if let Err(error) = sweep_links::expire(app).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "links were not expired; it is tried again");
    }
    sweep_links::delete_old(app).await;
}
