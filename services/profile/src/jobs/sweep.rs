//! Deletes what has stood for as long as its retention says.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::{app::App, store};

/// How often the sweeper looks.
const INTERVAL: Duration = Duration::from_mins(10);
/// Rows of one statement.
const BATCH: u32 = 1_000;
/// How long an ended draft keeps late writes from bringing its data back.
const ENDED_DRAFT_RETENTION: Duration = Duration::from_hours(30 * 24);
/// How long the person can see who read their data.
const ACCESS_LOG_RETENTION: Duration = Duration::from_hours(3 * 365 * 24);

/// Sweeps until the token is cancelled.
pub(super) async fn run(app: App, token: CancellationToken) {
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

/// Sweeps every table; one that fails does not keep the others waiting.
async fn sweep(app: &App) {
    let pool = &app.pool;
    let now = app.env.now();
    drain("draft", || {
        store::draft::sweep(pool, now - ENDED_DRAFT_RETENTION, BATCH)
    })
    .await;
    drain("access_log", || {
        store::access_log::sweep(pool, now - ACCESS_LOG_RETENTION, BATCH)
    })
    .await;
    drain("idempotency_record", || {
        kabinet_idempotency::sweep(pool, now - kabinet_idempotency::RETENTION, BATCH)
    })
    .await;
    drain("received_event", || {
        kabinet_outbox::sweep_received(pool, now - kabinet_outbox::RECEIVED_RETENTION, BATCH)
    })
    .await;
}

/// Deletes batch by batch until nothing more is due.
async fn drain<F>(table: &'static str, delete_batch: impl Fn() -> F)
where
    F: Future<Output = Result<u64, sqlx::Error>>,
{
    let mut deleted = 0;
    loop {
        match delete_batch().await {
            Ok(count) => {
                deleted += count;
                if count < u64::from(BATCH) {
                    break;
                }
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(
                    error,
                    sweep.table = table,
                    "sweeping failed; it is tried again"
                );
                break;
            }
        }
    }
    if deleted > 0 {
        tracing::info!(sweep.table = table, sweep.rows = deleted, "swept");
    }
}
