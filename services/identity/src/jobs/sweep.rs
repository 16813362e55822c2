//! Ends registrations and recoveries whose time ran out, and deletes what has stood for as long as its
//! retention says.

use std::sync::Arc;
use std::time::Duration;

use kabinet_database::drain;
use kabinet_server::every;
use tokio_util::sync::CancellationToken;

use crate::app::{App, expire};
use crate::store::{self, sweep};

/// How often the sweeper looks: a registration's hash and data go within minutes of its expiry.
const INTERVAL: Duration = Duration::from_mins(10);
/// Rows of one statement.
const BATCH: u32 = 500;
const DAY: Duration = Duration::from_hours(24);
/// A late call still learns that its registration has ended.
const ENDED_REGISTRATION_RETENTION: Duration = DAY.saturating_mul(30);
/// Counted from the end of the session's longest life.
const SESSION_RETENTION: Duration = DAY.saturating_mul(30);
/// Longer than the life of an idempotency record, so that a replay finds what it answers with.
const REFRESH_TOKEN_RETENTION: Duration = DAY.saturating_mul(2);
const KNOWN_DEVICE_RETENTION: Duration = DAY.saturating_mul(400);
/// Long enough for an owner who was locked out to come back.
const FORGOTTEN_DEVICE_RETENTION: Duration = DAY.saturating_mul(90);
/// A proof lives for minutes.
const CONSUMED_PROOF_RETENTION: Duration = DAY;
/// A late call still learns that its recovery has ended.
const ENDED_RECOVERY_RETENTION: Duration = DAY.saturating_mul(30);
/// Counted from when the token ended by itself; longer than the clocks of replicas are apart.
const USED_ACTION_TOKEN_RETENTION: Duration = DAY;
/// Longer than any access token lives.
const REVOCATION_RETENTION: Duration = Duration::from_hours(2);

/// Sweeps until the token is cancelled.
pub(super) async fn run(app: Arc<App>, token: CancellationToken) {
    let env = app.env.clone();
    every(INTERVAL, env, token, || look(Arc::clone(&app))).await;
}

async fn look(app: Arc<App>) {
    if let Err(error) = expire::registrations(&app).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "registrations could not be ended; it is tried again");
    }
    if let Err(error) = expire::recoveries(&app).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(error, "recoveries could not be ended; it is tried again");
    }
    delete_old(&app).await;
}

/// Deletes everything whose retention has ended; a table that fails does not keep the others waiting.
async fn delete_old(app: &App) {
    let pool = &app.pool;
    let before = |retention: Duration| app.env.now() - retention;
    drain("registration", BATCH, || {
        sweep::registrations(pool, before(ENDED_REGISTRATION_RETENTION), BATCH)
    })
    .await;
    drain("session", BATCH, || {
        sweep::sessions(pool, before(SESSION_RETENTION), BATCH)
    })
    .await;
    drain("refresh_token", BATCH, || {
        sweep::refresh_tokens(pool, before(REFRESH_TOKEN_RETENTION), BATCH)
    })
    .await;
    drain("known_device", BATCH, || {
        sweep::known_devices(pool, before(KNOWN_DEVICE_RETENTION), BATCH)
    })
    .await;
    drain("known_device", BATCH, || {
        sweep::forgotten_devices(pool, before(FORGOTTEN_DEVICE_RETENTION), BATCH)
    })
    .await;
    drain("revocation", BATCH, || {
        store::revocation::sweep(pool, before(REVOCATION_RETENTION), BATCH)
    })
    .await;
    drain("consumed_proof", BATCH, || {
        sweep::consumed_proofs(pool, before(CONSUMED_PROOF_RETENTION), BATCH)
    })
    .await;
    drain("recovery", BATCH, || {
        sweep::recoveries(pool, before(ENDED_RECOVERY_RETENTION), BATCH)
    })
    .await;
    drain("used_action_token", BATCH, || {
        sweep::used_action_tokens(pool, before(USED_ACTION_TOKEN_RETENTION), BATCH)
    })
    .await;
    drain("idempotency_record", BATCH, || {
        kabinet_idempotency::sweep(pool, before(kabinet_idempotency::RETENTION), BATCH)
    })
    .await;
    drain("received_event", BATCH, || {
        kabinet_outbox::sweep_received(pool, before(kabinet_outbox::RECEIVED_RETENTION), BATCH)
    })
    .await;
}
