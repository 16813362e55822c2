//! Ends links whose time ran out.

use super::App;
use crate::store::{self, link_sweep};

/// Rows of one statement.
const BATCH: u32 = 500;

/// Ends all of them.
pub(crate) async fn run(app: &App) -> Result<(), store::Error> {
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
