//! Ends links whose time ran out, and deletes what has stood for as long as its retention says.

use std::sync::Arc;
use std::time::Duration;

use kabinet_database::drain;
use kabinet_server::every;
use tokio_util::sync::CancellationToken;

use crate::app::{App, expire_links};
use crate::store::{link_sweep, proof};

/// How often the sweeper looks. Links read as expired without it.
const INTERVAL: Duration = Duration::from_mins(10);
/// Rows of one statement.
const BATCH: u32 = 500;
const DAY: Duration = Duration::from_hours(24);
/// A late call still learns that its link has ended, and the identifier counts for as long.
const UNPROVEN_RETENTION: Duration = DAY.saturating_mul(30);
/// The person can see for as long what their account once read.
const REVOKED_RETENTION: Duration = DAY.saturating_mul(400);
/// Longer than the longest window of a budget.
const CHALLENGE_RETENTION: Duration = DAY.saturating_mul(31);
/// How long a proof is known as used; it lives for minutes.
const CONSUMED_PROOF_RETENTION: Duration = DAY;

/// Sweeps until the token is cancelled.
pub(super) async fn run(app: Arc<App>, token: CancellationToken) {
    let env = app.env.clone();
    every(INTERVAL, env, token, || sweep(Arc::clone(&app))).await;
}

async fn sweep(app: Arc<App>) {
    if let Err(error) = expire_links::run(&app).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "links were not expired; it is tried again");
    }
    delete_old(&app).await;
}

/// Deletes everything whose retention has ended; a table that fails does not keep the others waiting.
async fn delete_old(app: &App) {
    let (pool, now, limit) = (&app.pool, app.env.now(), i64::from(BATCH));
    let (unproven, revoked) = (now - UNPROVEN_RETENTION, now - REVOKED_RETENTION);
    drain("link", BATCH, || {
        link_sweep::delete_ended(pool, unproven, revoked, limit)
    })
    .await;
    drain("challenge", BATCH, || {
        link_sweep::delete_challenges(pool, now - CHALLENGE_RETENTION, limit)
    })
    .await;
    drain("consumed_proof", BATCH, || {
        proof::sweep(pool, now - CONSUMED_PROOF_RETENTION, limit)
    })
    .await;
    drain("idempotency_record", BATCH, || {
        kabinet_idempotency::sweep(pool, now - kabinet_idempotency::RETENTION, BATCH)
    })
    .await;
    drain("received_event", BATCH, || {
        kabinet_outbox::sweep_received(pool, now - kabinet_outbox::RECEIVED_RETENTION, BATCH)
    })
    .await;
}
