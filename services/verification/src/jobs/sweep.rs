use std::time::Duration;

use kabinet_database::drain;
use kabinet_env::Env;
use kabinet_server::every;
use tokio_util::sync::CancellationToken;

use crate::store::{Ledger, PAGE};

const INTERVAL: Duration = Duration::from_hours(1);
/// Retention of messages, which hold no destination after their end.
pub(crate) const DELIVERY_RETENTION: Duration = Duration::from_hours(90 * 24);
/// Retention of notices, which hold neither destination nor variables after their end.
pub(crate) const NOTICE_RETENTION: Duration = Duration::from_hours(90 * 24);
/// Retention of failed guesses: as long as they count.
pub(crate) const FAILED_GUESS_RETENTION: Duration = Duration::from_hours(31 * 24);

/// Deletes what is past its retention, a page at a time.
pub(super) async fn run(ledger: Ledger, env: Env, token: CancellationToken) {
    let pause = env.clone();
    every(INTERVAL, pause, token, || {
        sweep(ledger.clone(), env.clone())
    })
    .await;
}

async fn sweep(ledger: Ledger, env: Env) {
    let now = env.now();
    drain("delivery", PAGE, || {
        ledger.sweep_deliveries(now - DELIVERY_RETENTION)
    })
    .await;
    drain("notice", PAGE, || {
        ledger.sweep_notices(now - NOTICE_RETENTION)
    })
    .await;
    drain("failed_guess", PAGE, || {
        ledger.sweep_failed_guesses(now - FAILED_GUESS_RETENTION)
    })
    .await;
}
