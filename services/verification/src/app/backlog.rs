use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kabinet_env::Env;
use time::OffsetDateTime;

use crate::domain::Lane;
use crate::store::{self, Ledger};

/// How long a count is good enough.
const COUNT_LIFE: Duration = Duration::from_secs(1);

/// Bounds the notices that wait, roughly: every process counts for itself, once in a while.
#[derive(Debug)]
pub(crate) struct Backlog {
    most: u32,
    counted: Mutex<Counted>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    time: Option<OffsetDateTime>,
    queued: i64,
}

impl Backlog {
    /// Lets so many notices wait.
    pub(crate) fn new(most: u32) -> Self {
        Self {
            most,
            counted: Mutex::default(),
        }
    }

    /// Tells whether as many notices wait as may when one of the lane comes.
    pub(super) async fn is_full(
        &self,
        env: &Env,
        ledger: &Ledger,
        lane: Lane,
    ) -> Result<bool, store::Error> {
        if self.begin_to_count(env.now()) {
            let queued = ledger.count_queued_notices(self.most.into()).await?;
            self.counted().queued = queued;
        }
        Ok(self.counted().queued >= self.room(lane))
    }

    /// Counts a notice that was queued.
    pub(super) fn add(&self) {
        self.counted().queued += 1;
    }

    /// One call counts for all that come meanwhile: a long queue must not be counted by each of them.
    fn begin_to_count(&self, now: OffsetDateTime) -> bool {
        let mut counted = self.counted();
        let is_due = counted.time.is_none_or(|time| now >= time + COUNT_LIFE);
        if is_due {
            counted.time = Some(now);
        }
        is_due
    }

    /// What is less urgent fills one half, so that what is urgent always finds room.
    fn room(&self, lane: Lane) -> i64 {
        match lane {
            Lane::Security => self.most.into(),
            Lane::Service => self.most.div_ceil(2).into(),
        }
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
