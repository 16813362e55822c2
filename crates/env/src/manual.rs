//! An environment for tests: seeded randomness, and time that moves only when told to.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use time::OffsetDateTime;
use time::macros::datetime;
use tokio::sync::watch;

use crate::Env;

const START: OffsetDateTime = datetime!(2026-01-01 00:00 UTC);

/// Moves the time of the environment that it was made with.
#[derive(Clone, Debug)]
pub struct ManualClock {
    manual: Arc<Manual>,
}

impl ManualClock {
    /// Makes an environment that starts on 2026-01-01 and whose randomness follows from the seed.
    pub fn new(seed: u64) -> (Env, ManualClock) {
        let manual = Arc::new(Manual {
            now: watch::Sender::new(START),
            sleepers: watch::Sender::new(0),
            randomness: Mutex::new(ChaCha20Rng::seed_from_u64(seed)),
        });
        (Env::manual(Arc::clone(&manual)), ManualClock { manual })
    }

    /// Moves the time on and wakes the sleepers whose time has come.
    pub fn advance(&self, duration: Duration) {
        self.manual.now.send_modify(|now| *now += duration);
    }

    /// Waits until at least `count` tasks sleep, so that advancing cannot come too early.
    pub async fn sleepers(&self, count: usize) {
        let mut sleepers = self.manual.sleepers.subscribe();
        sleepers
            .wait_for(|sleepers| *sleepers >= count)
            .await
            .expect("the sender lives in self");
    }
}

pub(crate) struct Manual {
    now: watch::Sender<OffsetDateTime>,
    sleepers: watch::Sender<usize>,
    randomness: Mutex<ChaCha20Rng>,
}

impl Manual {
    pub(crate) fn now(&self) -> OffsetDateTime {
        *self.now.borrow()
    }

    pub(crate) fn fill(&self, buffer: &mut [u8]) {
        let mut randomness = self
            .randomness
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        randomness.fill_bytes(buffer);
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        let wake_time = self.now() + duration;
        let mut now = self.now.subscribe();
        let _sleeper = Sleeper::new(&self.sleepers);
        now.wait_for(|now| *now >= wake_time)
            .await
            .expect("the sender lives in self");
    }
}

/// Counts one task for as long as it sleeps.
struct Sleeper<'a>(&'a watch::Sender<usize>);

impl<'a> Sleeper<'a> {
    fn new(sleepers: &'a watch::Sender<usize>) -> Self {
        sleepers.send_modify(|sleepers| *sleepers += 1);
        Self(sleepers)
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|sleepers| *sleepers -= 1);
    }
}

impl fmt::Debug for Manual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Manual")
            .field("now", &self.now())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn time_stands_still_until_advanced() {
        let (env, clock) = ManualClock::new(1);
        let before = env.now();
        assert_eq!(env.now(), before);
        clock.advance(MINUTE);
        assert_eq!(env.now(), before + MINUTE);
    }

    #[test]
    fn one_seed_gives_one_sequence() {
        let ((left, _), (right, _), (other, _)) = (
            ManualClock::new(7),
            ManualClock::new(7),
            ManualClock::new(8),
        );
        let id = left.uuid_v7();
        assert_eq!(id, right.uuid_v7());
        assert_ne!(id, other.uuid_v7());
        assert_ne!(id, left.uuid_v7());
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let (env, clock) = ManualClock::new(1);
        let earlier = env.uuid_v7();
        clock.advance(Duration::from_millis(1));
        assert!(earlier < env.uuid_v7());
    }

    #[tokio::test]
    async fn sleeper_wakes_when_its_time_has_come_and_not_before() {
        let (env, clock) = ManualClock::new(1);
        let sleeper = tokio::spawn(async move { env.sleep(MINUTE).await });
        clock.sleepers(1).await;

        clock.advance(Duration::from_secs(59));
        tokio::task::yield_now().await;
        assert!(!sleeper.is_finished());

        clock.advance(Duration::from_secs(1));
        sleeper.await.unwrap();
    }
}
