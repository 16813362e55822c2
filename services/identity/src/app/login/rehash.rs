//! Brings a password record up to date after a login that proved the password.

use std::sync::Arc;

use super::super::App;
use crate::domain::password::Password;
use crate::store;
use crate::store::lookup::Found;

/// Starts in the background: the login neither waits for it nor fails with it.
pub(super) fn start(app: &Arc<App>, found: &Found, password: Password) {
    let Some(record) = found.password_record.clone() else {
        return;
    };
    let (worker, account_id) = (Arc::clone(app), found.account_id);
    app.background.spawn(async move {
        // A full queue is reason enough to leave it to the next login.
        let Ok(renewed) = worker.passwords.hash(&password).await else {
            return;
        };
        let now = worker.env.now();
        let replaced = async {
            let mut connection = worker.pool.acquire().await?;
            store::credential::replace_password(&mut connection, account_id, &record, &renewed, now)
                .await
        };
        match replaced.await {
            Ok(_) => tracing::debug!(account.id = %account_id, "password record renewed"),
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(account.id = %account_id, error, "password record not renewed");
            }
        }
    });
}
