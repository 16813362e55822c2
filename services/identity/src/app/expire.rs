//! Ends registrations and recoveries whose time ran out.

use kabinet_env::id::RegistrationId;

use super::{App, outbox};
use crate::store;

/// Rows of one statement.
const BATCH: u32 = 500;

/// Ends registrations whose time ran out: login free, secrets gone, profile told.
pub(crate) async fn registrations(app: &App) -> Result<(), store::Error> {
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
pub(crate) async fn recoveries(app: &App) -> Result<(), store::Error> {
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
