//! Keys of access tokens: loaded when first needed, the last good set kept.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use kabinet_env::Env;
use kabinet_status::log_degraded;
use time::{Duration, OffsetDateTime};
use tokio::sync::{Mutex, MutexGuard};

use super::ANSWER_LIFETIME;
use crate::{KeySource, PublicKeys, Unavailable};

/// Keys older than this are asked for again, so that a withdrawn key stops to count.
const MAX_AGE: Duration = Duration::minutes(5);

pub(super) struct Keys {
    source: Arc<dyn KeySource>,
    env: Env,
    latest: ArcSwapOption<Loaded>,
    /// When the source was last asked; held while it is.
    last_attempt: Mutex<Option<OffsetDateTime>>,
}

struct Loaded {
    keys: Arc<PublicKeys>,
    time: OffsetDateTime,
}

impl Keys {
    pub(super) fn new(source: Arc<dyn KeySource>, env: Env) -> Self {
        Self {
            source,
            env,
            latest: ArcSwapOption::empty(),
            last_attempt: Mutex::new(None),
        }
    }

    /// Returns the keys at hand, loading them when there are none or they are old.
    pub(super) async fn get(&self) -> Result<Arc<PublicKeys>, Unavailable> {
        let Some(latest) = self.latest.load_full() else {
            return self.reload().await;
        };
        if self.env.now() - latest.time < MAX_AGE {
            return Ok(latest.keys.clone());
        }
        match self.last_attempt.try_lock() {
            Ok(last_attempt) => self.load(last_attempt).await,
            // Another request asks already; old keys are better than a queue.
            Err(_) => Ok(latest.keys.clone()),
        }
    }

    /// Asks for the keys, unless that was done a moment ago: forged key ids must not reach identity.
    pub(super) async fn reload(&self) -> Result<Arc<PublicKeys>, Unavailable> {
        let last_attempt = self.last_attempt.lock().await;
        self.load(last_attempt).await
    }

    async fn load(
        &self,
        mut last_attempt: MutexGuard<'_, Option<OffsetDateTime>>,
    ) -> Result<Arc<PublicKeys>, Unavailable> {
        let is_recent = last_attempt.is_some_and(|time| self.env.now() - time < ANSWER_LIFETIME);
        let answer = if is_recent {
            Err(Unavailable::new("the keys were asked for a moment ago"))
        } else {
            let answer = self.source.public_keys().await;
            // Logged even where old keys are at hand: they do not learn of a withdrawn one.
            answer.inspect_err(|error| log_degraded(error))
        };
        let now = self.env.now();
        if !is_recent {
            *last_attempt = Some(now);
        }
        match (answer, self.latest.load_full()) {
            (Ok(keys), latest) => {
                // The same keys stay the same `Arc`, so that tokens verified with them still count.
                let keys = latest
                    .map(|latest| latest.keys.clone())
                    .filter(|latest| **latest == keys)
                    .unwrap_or_else(|| Arc::new(keys));
                self.latest.store(Some(Arc::new(Loaded {
                    keys: keys.clone(),
                    time: now,
                })));
                Ok(keys)
            }
            (Err(_), Some(latest)) => Ok(latest.keys.clone()),
            (Err(error), None) => Err(error),
        }
    }
}
