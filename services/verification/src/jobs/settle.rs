use std::time::Duration;

use kabinet_server::every;
use tokio_util::sync::CancellationToken;

use crate::app::{App, Failure};
use crate::domain::State;
use crate::store::{Ended, Overdue};

const INTERVAL: Duration = Duration::from_secs(15);
/// What the ledger writer gets before its work is done again.
const GRACE: Duration = Duration::from_secs(5);

/// Writes the end of verifications that nobody ended, and of those whose end was lost.
pub(super) async fn run(app: App, token: CancellationToken) {
    let env = app.env.clone();
    every(INTERVAL, env, token, || settle_or_warn(app.clone())).await;
}

async fn settle_or_warn(app: App) {
    if let Err(error) = settle(&app).await {
        let error: &(dyn std::error::Error + 'static) = &error;
        tracing::warn!(error, "ended verifications were not settled");
    }
}

async fn settle(app: &App) -> Result<(), Failure> {
    loop {
        let overdue = app.ledger.overdue(app.env.now() - GRACE).await?;
        if overdue.is_empty() {
            return Ok(());
        }
        let mut ends = Vec::with_capacity(overdue.len());
        for verification in &overdue {
            ends.push(end(app, verification).await?);
        }
        app.ledger.write_ends(&ends).await?;
    }
}

/// The tombstone knows the end; without one the time is all that is known.
async fn end(app: &App, overdue: &Overdue) -> Result<Ended, Failure> {
    let tags = (overdue.subject_tag, overdue.record_key);
    let found = app.codes.get_own(overdue.id, overdue.purpose, tags).await?;
    Ok(match found {
        Some(found) => Ended {
            id: overdue.id,
            state: match found.verification.state {
                State::Pending => State::Expired,
                state => state,
            },
            attempts: Some(found.attempts),
            time: found.end_time,
        },
        None => Ended {
            id: overdue.id,
            state: State::Expired,
            attempts: None,
            time: overdue.expire_time,
        },
    })
}
