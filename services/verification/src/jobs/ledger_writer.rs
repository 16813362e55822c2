use std::time::Duration;

use kabinet_env::Env;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::app::Observed;
use crate::store::{self, Ended, FailedGuess, Ledger};

/// Outcomes of one write.
const BATCH: usize = 256;
/// Wait after a write that failed; the outcomes are kept meanwhile.
const RETRY: Duration = Duration::from_secs(1);

/// Writes outcomes in batches until the service stops, and then what is left.
pub(super) async fn run(
    ledger: Ledger,
    env: Env,
    mut outcomes: mpsc::Receiver<Observed>,
    token: CancellationToken,
) {
    let mut batch = Vec::with_capacity(BATCH);
    loop {
        let received = tokio::select! {
            biased;
            received = outcomes.recv_many(&mut batch, BATCH) => received,
            () = token.cancelled() => 0,
        };
        if received == 0 {
            return;
        }
        let (failed, ended) = sorted(batch.drain(..));
        while let Err(error) = write(&ledger, &failed, &ended).await {
            tracing::warn!(
                error = &error as &(dyn std::error::Error + 'static),
                "outcomes were not written"
            );
            if token.is_cancelled() {
                return;
            }
            env.sleep(RETRY).await;
        }
    }
}

fn sorted(batch: impl Iterator<Item = Observed>) -> (Vec<FailedGuess>, Vec<Ended>) {
    let (mut failed, mut ended) = (Vec::new(), Vec::new());
    for observed in batch {
        match observed {
            Observed::Failed(guess) => failed.push(guess),
            Observed::Ended(end) => ended.push(end),
        }
    }
    (failed, ended)
}

async fn write(
    ledger: &Ledger,
    failed: &[FailedGuess],
    ended: &[Ended],
) -> Result<(), store::Error> {
    if !failed.is_empty() {
        ledger.write_failed_guesses(failed).await?;
    }
    if !ended.is_empty() {
        ledger.write_ends(ended).await?;
    }
    Ok(())
}
