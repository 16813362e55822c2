use std::time::Duration;

use kabinet_env::Env;

use crate::store::Ledger;

const INTERVAL: Duration = Duration::from_hours(1);
/// Retention of messages, which hold no destination after their end.
pub(crate) const DELIVERY_RETENTION: Duration = Duration::from_hours(90 * 24);
/// Retention of failed guesses: as long as they count.
pub(crate) const FAILED_GUESS_RETENTION: Duration = Duration::from_hours(31 * 24);

/// Deletes what is past its retention, a page at a time.
pub(super) async fn run(ledger: Ledger, env: Env) {
    loop {
        if let Err(error) = sweep(&ledger, &env).await {
            tracing::warn!(error = %error, "old rows were not swept");
        }
        env.sleep(INTERVAL).await;
    }
}

async fn sweep(ledger: &Ledger, env: &Env) -> Result<(), sqlx::Error> {
    let now = env.now();
    while ledger.sweep_deliveries(now - DELIVERY_RETENTION).await? > 0 {}
    while ledger
        .sweep_failed_guesses(now - FAILED_GUESS_RETENTION)
        .await?
        > 0
    {}
    Ok(())
}
