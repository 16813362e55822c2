//! What identity tells of revoked tokens, as it happens.
//!
//! While identity's beat is heard, a verified token is live unless a revocation names its session: no
//! question is needed. When the beat falls silent nothing is known, and the session is asked about.

mod watch;

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use kabinet_env::id::SessionId;
use time::OffsetDateTime;
use tokio::time::{Duration, Instant};

use crate::EndUser;

pub use watch::{WATCH_LIFETIME, watch};

/// How long what is known counts after a beat. With the beat's own interval a revoked session is
/// refused within a second, however the stream breaks.
pub const BEAT_LIFETIME: Duration = Duration::from_millis(750);
/// Revocations that are kept; with more nothing is known, and sessions are asked about.
const CAPACITY: usize = 500_000;
/// How often revocations that concern nobody any more are looked for.
const CLEANING_INTERVAL: Duration = Duration::from_secs(10);

/// Revocations that are known now.
#[derive(Default)]
pub struct Revocations {
    void: RwLock<HashMap<SessionId, Void>>,
    beat: Mutex<Beat>,
}

/// Which tokens of a session are void.
#[derive(Clone, Copy)]
struct Void {
    /// Tokens of a smaller epoch; without one all are.
    epoch: Option<i64>,
    forget_time: OffsetDateTime,
}

#[derive(Default)]
struct Beat {
    heard: Option<Instant>,
    cleaned: Option<Instant>,
}

/// One revocation as identity tells it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Revocation {
    pub(crate) session_id: SessionId,
    pub(crate) epoch: Option<i64>,
    pub(crate) forget_time: OffsetDateTime,
}

/// What is known of a verified token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Live,
    Void,
    Unknown,
}

impl Revocations {
    /// Judges a token whose signature and time are right.
    pub(crate) fn verdict(&self, user: &EndUser) -> Verdict {
        // What is void stays void, however long ago it was heard.
        if self.is_void(user) {
            return Verdict::Void;
        }
        match self.beat().heard {
            Some(heard) if heard.elapsed() < BEAT_LIFETIME => Verdict::Live,
            _ => Verdict::Unknown,
        }
    }

    fn is_void(&self, user: &EndUser) -> bool {
        let void = self.void.read().unwrap_or_else(PoisonError::into_inner);
        let void = void.get(&user.session_id);
        void.is_some_and(|void| void.epoch.is_none_or(|epoch| user.epoch < epoch))
    }

    /// Takes note of revocations.
    pub(crate) fn add(&self, revocations: impl IntoIterator<Item = Revocation>) {
        let mut void = self.void.write().unwrap_or_else(PoisonError::into_inner);
        for revocation in revocations {
            void.entry(revocation.session_id)
                .and_modify(|known| known.add(revocation))
                .or_insert(Void {
                    epoch: revocation.epoch,
                    forget_time: revocation.forget_time,
                });
        }
    }

    /// Takes note that everything that stood a moment ago has been told.
    pub(crate) fn hear_beat(&self, now: OffsetDateTime) {
        let heard = Instant::now();
        if self.is_cleaning_due(heard) {
            let mut void = self.void.write().unwrap_or_else(PoisonError::into_inner);
            void.retain(|_, void| now < void.forget_time);
        }
        let known = self
            .void
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .len();
        self.beat().heard = (known <= CAPACITY).then_some(heard);
    }

    fn is_cleaning_due(&self, now: Instant) -> bool {
        let mut beat = self.beat();
        let is_due = beat
            .cleaned
            .is_none_or(|cleaned| now - cleaned >= CLEANING_INTERVAL);
        if is_due {
            beat.cleaned = Some(now);
        }
        is_due
    }

    fn beat(&self) -> MutexGuard<'_, Beat> {
        self.beat.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Void {
    /// The end of a session outdoes every epoch, and a greater epoch a smaller one.
    fn add(&mut self, revocation: Revocation) {
        self.epoch = match (self.epoch, revocation.epoch) {
            (Some(known), Some(told)) => Some(known.max(told)),
            _ => None,
        };
        self.forget_time = self.forget_time.max(revocation.forget_time);
    }
}

#[cfg(test)]
mod tests;
