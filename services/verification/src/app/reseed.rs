use std::time::Duration;

use kabinet_env::Env;
use time::OffsetDateTime;
use tokio::sync::{Mutex, watch};

use super::Failure;
use crate::codes::{Codes, Seed};
use crate::domain::Tag;
use crate::store::{self, Ledger};

/// Builds the counters from the ledger after Redis lost them, once at a time.
pub(crate) struct Reseeder {
    env: Env,
    codes: Codes,
    ledger: Ledger,
    /// How long a call waits for the counters before it is told to come again.
    wait: Duration,
    running: Mutex<Option<watch::Receiver<()>>>,
}

impl Reseeder {
    /// Makes a reseeder that rests until it is asked.
    pub(crate) fn new(env: Env, codes: Codes, ledger: Ledger, wait: Duration) -> Self {
        Self {
            env,
            codes,
            ledger,
            wait,
            running: Mutex::new(None),
        }
    }

    /// Starts to build, or joins who has, and waits for a moment.
    pub(crate) async fn reseed(&self) {
        let mut done = self.join().await;
        // The sender says nothing; that it is gone says all.
        let _ = tokio::time::timeout(self.wait, done.changed()).await;
    }

    async fn join(&self) -> watch::Receiver<()> {
        let mut running = self.running.lock().await;
        if let Some(done) = running.as_ref()
            && done.has_changed().is_ok()
        {
            return done.clone();
        }
        let (guard, done) = watch::channel(());
        let (env, codes, ledger) = (self.env.clone(), self.codes.clone(), self.ledger.clone());
        tokio::spawn(async move {
            if let Err(error) = run(&env, &codes, &ledger).await {
                let error: &(dyn std::error::Error + 'static) = &error;
                tracing::warn!(error, "counters were not built again");
            }
            drop(guard);
        });
        *running = Some(done.clone());
        done
    }
}

async fn run(env: &Env, codes: &Codes, ledger: &Ledger) -> Result<(), Failure> {
    tracing::warn!("redis has no epoch: counters are built again from the ledger");
    let now = env.now();
    for counter in Counter::ALL {
        let mut after = None;
        loop {
            let (counted, seeds) = page(ledger, counter, after, now).await?;
            let Some(last) = counted.last() else { break };
            codes.reseed(&seeds, now).await?;
            after = Some(*last);
        }
    }
    codes.open_epoch().await?;
    tracing::info!("counters are built, verifications may start");
    Ok(())
}

/// What is counted.
#[derive(Clone, Copy)]
enum Counter {
    Destinations,
    Subjects,
    Failures,
}

impl Counter {
    const ALL: [Self; 3] = [Self::Destinations, Self::Subjects, Self::Failures];
}

async fn page(
    ledger: &Ledger,
    counter: Counter,
    after: Option<Tag>,
    now: OffsetDateTime,
) -> Result<(Vec<Tag>, Vec<Seed>), store::Error> {
    let pairs = match counter {
        Counter::Destinations => ledger.destination_counters(after, now).await?,
        Counter::Subjects => ledger.subject_counters(after, now).await?,
        Counter::Failures => ledger.failure_counters(after, now).await?,
    };
    Ok(pairs.into_iter().unzip())
}
