//! Ends snapshots that nobody cares for, empties what ended ones left staged, forgets old ones.

use std::sync::Arc;
use std::time::Duration;

use kabinet_database::drain;
use kabinet_server::every;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::app::App;
use crate::store::snapshot_sweep as store;

/// How often it is looked.
const INTERVAL: Duration = Duration::from_mins(5);
/// How long an open snapshot may be left alone.
const LEFT_ALONE: Duration = Duration::from_hours(1);
/// How long what became of a snapshot is shown.
const RETENTION: Duration = Duration::from_hours(90 * 24);
/// Rows of one statement.
const BATCH: u32 = 5_000;

/// Looks after snapshots until the token is cancelled.
pub(super) async fn run(app: Arc<App>, token: CancellationToken) {
    let env = app.env.clone();
    every(INTERVAL, env, token, || look_after(Arc::clone(&app))).await;
}

async fn look_after(app: Arc<App>) {
    let now = app.env.now();
    match store::abort_left_alone(&app.pool, now - LEFT_ALONE, now).await {
        Ok(0) => {}
        Ok(count) => tracing::info!(snapshot.count = count, "snapshots left alone were aborted"),
        Err(error) => warn(&error, "aborting snapshots failed; it is tried again"),
    }
    match store::ended_and_staged(&app.pool).await {
        Ok(ended) => {
            for snapshot_id in ended {
                empty(&app, snapshot_id).await;
            }
        }
        Err(error) => warn(&error, "the staging could not be read; it is tried again"),
    }
    drain("snapshot", BATCH, || {
        store::snapshots(&app.pool, now - RETENTION, BATCH)
    })
    .await;
}

async fn empty(app: &App, snapshot_id: Uuid) {
    let pool = &app.pool;
    drain("staged_contract", BATCH, || {
        store::empty_contracts(pool, snapshot_id, BATCH)
    })
    .await;
    drain("staged_mention", BATCH, || {
        store::empty_mentions(pool, snapshot_id, BATCH)
    })
    .await;
    if let Err(error) = store::forget_progress(pool, snapshot_id).await {
        warn(
            &error,
            "the staging could not be emptied; it is tried again",
        );
    }
}

fn warn(error: &sqlx::Error, message: &'static str) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(error, "{message}");
}
