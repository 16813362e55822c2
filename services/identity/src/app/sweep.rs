//! Ends registrations whose time ran out, and deletes what has stood for its retention.

use std::time::Duration;

use kabinet_env::id::RegistrationId;
use time::OffsetDateTime;

use super::{App, outbox};
use crate::store;
use crate::store::sweep;

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
/// A proof lives for minutes.
const CONSUMED_PROOF_RETENTION: Duration = DAY;

/// Ends registrations whose time ran out: login free, secrets gone, profile told.
pub(crate) async fn expire_registrations(app: &App) -> Result<(), store::Error> {
    while expire_batch(app).await? == BATCH as usize {}
    Ok(())
}

async fn expire_batch(app: &App) -> Result<usize, store::Error> {
    let now = app.env.now();
    let mut transaction = app.pool.begin().await?;
    let expired = store::registration_end::expire(&mut transaction, now, i64::from(BATCH)).await?;
    if expired.is_empty() {
        return Ok(0);
    }
    let (ids, keys): (Vec<_>, Vec<_>) = expired
        .into_iter()
        .map(|discarded| (discarded.id, discarded.login_key))
        .unzip();
    store::login_name::release(&mut transaction, &keys, &ids).await?;
    for id in &ids {
        let id = RegistrationId::from_uuid(*id);
        outbox::discarded(&app.env, &mut transaction, id, now).await?;
    }
    kabinet_database::commit(transaction, "expire_registrations").await?;
    app.outbox.wake();
    tracing::info!(registrations = ids.len(), "registrations expired");
    Ok(ids.len())
}

/// Deletes everything whose retention has ended.
pub(crate) async fn delete_old(app: &App) -> Result<(), store::Error> {
    let (pool, limit, full) = (&app.pool, i64::from(BATCH), u64::from(BATCH));
    let before = |retention| earlier(app, retention);
    let ended = before(ENDED_REGISTRATION_RETENTION);
    while sweep::registrations(pool, ended, limit).await? == full {}
    let ended = before(SESSION_RETENTION);
    while sweep::sessions(pool, ended, limit).await? == full {}
    let ended = before(REFRESH_TOKEN_RETENTION);
    while sweep::refresh_tokens(pool, ended, limit).await? == full {}
    let unused = before(KNOWN_DEVICE_RETENTION);
    while sweep::known_devices(pool, unused, limit).await? == full {}
    let consumed = before(CONSUMED_PROOF_RETENTION);
    while sweep::consumed_proofs(pool, consumed, limit).await? == full {}
    let requests = before(kabinet_idempotency::RETENTION);
    while kabinet_idempotency::sweep(pool, requests, BATCH).await? == full {}
    let events = before(kabinet_outbox::RECEIVED_RETENTION);
    while kabinet_outbox::sweep_received(pool, events, BATCH).await? == full {}
    Ok(())
}

fn earlier(app: &App, retention: Duration) -> OffsetDateTime {
    app.env.now() - retention
}
