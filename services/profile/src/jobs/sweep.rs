//! Deletes what has stood for as long as its retention says.

use std::time::Duration;

use kabinet_database::drain;
use kabinet_server::every;
use sqlx::PgPool;
use time::OffsetDateTime;
use tokio_util::sync::CancellationToken;

use crate::{
    app::App,
    store::{self, contact_change::ending},
};

/// How often the sweeper looks.
const INTERVAL: Duration = Duration::from_mins(10);
/// Rows of one statement.
const BATCH: u32 = 1_000;
const DAY: Duration = Duration::from_hours(24);
/// How long an ended draft keeps late writes from bringing its data back.
const ENDED_DRAFT_RETENTION: Duration = DAY.saturating_mul(30);
/// How long the person can see who read their data.
const ACCESS_LOG_RETENTION: Duration = DAY.saturating_mul(3 * 365);
/// How long the person can see what they were told.
const NOTICE_RETENTION: Duration = DAY.saturating_mul(400);
/// How long it can be seen that a contact was changed.
const CONTACT_CHANGE_RETENTION: Duration = DAY.saturating_mul(400);
/// How long a proof is known as used; it lives for minutes.
const CONSUMED_PROOF_RETENTION: Duration = DAY;

/// Sweeps until the token is cancelled.
pub(super) async fn run(app: App, token: CancellationToken) {
    let env = app.env.clone();
    every(INTERVAL, env, token, || sweep(app.clone())).await;
}

/// Sweeps every table; one that fails does not keep the others waiting.
async fn sweep(app: App) {
    let pool = &app.pool;
    let now = app.env.now();
    drain("draft", BATCH, || {
        store::draft::sweep(pool, now - ENDED_DRAFT_RETENTION, BATCH)
    })
    .await;
    drain("access_log", BATCH, || {
        store::access_log::sweep(pool, now - ACCESS_LOG_RETENTION, BATCH)
    })
    .await;
    drain("notice", BATCH, || {
        store::notice::sweep(pool, now - NOTICE_RETENTION, BATCH)
    })
    .await;
    sweep_contacts(pool, now).await;
    drain("idempotency_record", BATCH, || {
        kabinet_idempotency::sweep(pool, now - kabinet_idempotency::RETENTION, BATCH)
    })
    .await;
    drain("received_event", BATCH, || {
        kabinet_outbox::sweep_received(pool, now - kabinet_outbox::RECEIVED_RETENTION, BATCH)
    })
    .await;
}

async fn sweep_contacts(pool: &PgPool, now: OffsetDateTime) {
    drain("contact_change", BATCH, || ending::expire(pool, now, BATCH)).await;
    drain("contact_change", BATCH, || ending::settle(pool, now, BATCH)).await;
    drain("contact_change", BATCH, || {
        ending::sweep(pool, now - CONTACT_CHANGE_RETENTION, BATCH)
    })
    .await;
    drain("consumed_proof", BATCH, || {
        store::consumed_proof::sweep(pool, now - CONSUMED_PROOF_RETENTION, BATCH)
    })
    .await;
}
