//! Ends registrations and recoveries whose time ran out, and deletes what has stood for its retention.

use std::time::Duration;

use kabinet_database::drain;
use kabinet_env::id::RegistrationId;

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

/// Ends registrations whose time ran out: login free, secrets gone, profile told.
pub(crate) async fn expire_registrations(app: &App) -> Result<(), store::Error> {
    while expire_batch(app).await? == BATCH as usize {}
    Ok(())
}

async fn expire_batch(app: &App) -> Result<usize, store::Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool).await?;
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
    kabinet_database::commit(transaction, "identity.expire_registrations").await?;
    app.outbox.wake();
    tracing::info!(registrations = ids.len(), "registrations expired");
    Ok(ids.len())
}

/// Ends recoveries whose time ran out, with what was sealed of them.
pub(crate) async fn expire_recoveries(app: &App) -> Result<(), store::Error> {
    loop {
        let now = app.env.now();
        let mut transaction = kabinet_database::begin(&app.pool).await?;
        let limit = i64::from(BATCH);
        let expired = store::recovery_end::expire(&mut transaction, now, limit).await?;
        if expired > 0 {
            kabinet_database::commit(transaction, "identity.expire_recoveries").await?;
        }
        if expired < u64::from(BATCH) {
            return Ok(());
        }
    }
}

/// Deletes everything whose retention has ended; a table that fails does not keep the others waiting.
pub(crate) async fn delete_old(app: &App) {
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
