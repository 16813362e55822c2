//! Ends links whose time ran out, and deletes what has stood for its retention.

use kabinet_database::drain;
use time::Duration;

use super::App;
use crate::store::{self, link_sweep, proof};

/// Rows of one statement.
const BATCH: u32 = 500;
/// A late call still learns that its link has ended, and the identifier counts for as long.
const UNPROVEN_RETENTION: Duration = Duration::days(30);
/// The person can see for as long what their account once read.
const REVOKED_RETENTION: Duration = Duration::days(400);
/// Longer than the longest window of a budget.
const CHALLENGE_RETENTION: Duration = Duration::days(31);
/// A proof lives for minutes.
const PROOF_RETENTION: Duration = Duration::days(1);

/// Ends links whose time ran out.
pub(crate) async fn expire(app: &App) -> Result<(), store::Error> {
    while expire_batch(app).await? == u64::from(BATCH) {}
    Ok(())
}

async fn expire_batch(app: &App) -> Result<u64, store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    let expired = link_sweep::expire(&mut transaction, now, i64::from(BATCH)).await?;
    kabinet_database::commit(transaction, "subscriptions.expire_links").await?;
    if expired > 0 {
        tracing::info!(links = expired, "links expired");
    }
    Ok(expired)
}

/// Deletes everything whose retention has ended; a table that fails does not keep the others waiting.
pub(crate) async fn delete_old(app: &App) {
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
        proof::sweep(pool, now - PROOF_RETENTION, limit)
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
