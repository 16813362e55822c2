//! Takes events out of the outbox and hands them to their destinations.

mod backoff;
mod delivery;
mod queue;
mod underway;
mod wake;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Event;
use sqlx::PgPool;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use delivery::Courier;
use queue::Queue;
use underway::Underway;
pub use wake::Wake;

const POLL_INTERVAL: Duration = Duration::from_secs(1);

/// One delivery under way.
pub type Delivery = Pin<Box<dyn Future<Output = Result<(), DeliverError>> + Send>>;

/// Hands an event to the named destination.
pub type Deliver = dyn Fn(String, Event) -> Delivery + Send + Sync;

/// Tells what to do with an event that the destination did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliverError {
    /// The destination could not take it now: try again later, for ever.
    Retry,
    /// The destination will never take it: set it aside for a human.
    Poison,
}

impl DeliverError {
    /// Reads a refusal: what a destination says about the event holds for ever; what it says about
    /// this caller or the moment, or nothing at all, does not.
    pub fn of(reason: Option<Reason>) -> Self {
        match reason {
            None
            | Some(
                Reason::CallerUnknown
                | Reason::CallerNotAllowed
                | Reason::RateLimited
                // A destination that is still of the version before does not read every new event.
                | Reason::InvalidRequest,
            ) => Self::Retry,
            Some(_) => Self::Poison,
        }
    }
}

/// Delivers what is due, with a bounded number of deliveries at a time, of which one destination
/// has a part only.
///
/// Any number of relays may work on one outbox.
pub struct Relay {
    queue: Queue,
    env: Env,
    deliver: Arc<Deliver>,
    wake: Wake,
}

impl Relay {
    /// Works on the outbox that the pool's connections find.
    pub fn new(
        pool: PgPool,
        env: Env,
        deliver: impl Fn(String, Event) -> Delivery + Send + Sync + 'static,
    ) -> Self {
        Self {
            queue: Queue::new(pool, env.clone()),
            env,
            deliver: Arc::new(deliver),
            wake: Wake::default(),
        }
    }

    /// Returns the handle with which a writer announces a commit.
    pub fn wake_handle(&self) -> Wake {
        self.wake.clone()
    }

    /// Delivers until told to stop, then waits for the deliveries under way.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut underway = Underway::default();
        let mut outage = Outage::default();
        loop {
            let next_poll = self.env.now() + POLL_INTERVAL;
            match self.start_due(&mut underway).await {
                Ok(()) => outage.ended(),
                Err(error) => outage.began(&error),
            }
            let poll = next_poll - self.env.now();
            let poll = poll.try_into().unwrap_or(Duration::ZERO);
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                () = self.rest(&mut underway, poll) => {}
            }
        }
        while underway.finished().await.is_some() {}
    }

    /// Starts what is due as far as there is room for it.
    async fn start_due(&self, underway: &mut Underway) -> Result<(), sqlx::Error> {
        loop {
            let room = underway.room();
            if room == 0 {
                return Ok(());
            }
            let leased = self.queue.lease(room, &underway.full()).await?;
            let is_last = leased.len() < room;
            for event in leased {
                let courier = Courier {
                    queue: self.queue.clone(),
                    deliver: Arc::clone(&self.deliver),
                };
                underway.start(event.destination.clone(), courier.deliver(event));
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// Returns when it is worth looking at the outbox again.
    async fn rest(&self, underway: &mut Underway, poll: Duration) {
        let poll = self.env.sleep(poll);
        tokio::pin!(poll);
        let can_start = underway.free() > 0;
        let more_may_be_due = !can_start || !underway.full().is_empty();
        loop {
            tokio::select! {
                () = self.wake.announced(), if can_start => return,
                () = &mut poll, if can_start => return,
                Some(()) = underway.finished() => {
                    if more_may_be_due {
                        return;
                    }
                }
            }
        }
    }
}

/// Says once that the outbox cannot be read, and once that it can again.
#[derive(Default)]
struct Outage {
    since_last_success: u64,
}

impl Outage {
    fn began(&mut self, error: &sqlx::Error) {
        if self.since_last_success == 0 {
            warn!(error = %error, "the outbox cannot be read; deliveries wait");
        }
        self.since_last_success += 1;
    }

    fn ended(&mut self) {
        if self.since_last_success > 0 {
            info!("the outbox can be read again");
        }
        self.since_last_success = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn event_that_is_refused_for_itself_is_set_aside() {
        for reason in [
            Reason::DraftNotFound,
            Reason::DraftConflict,
            Reason::ProfileExists,
        ] {
            let error = DeliverError::of(Some(reason));
            assert_eq!(error, DeliverError::Poison, "{reason:?}");
        }
    }

    #[test]
    fn event_waits_for_a_destination_that_cannot_take_it_now() {
        assert_eq!(DeliverError::of(None), DeliverError::Retry);
        for reason in [
            Reason::CallerUnknown,
            Reason::CallerNotAllowed,
            Reason::RateLimited,
            Reason::InvalidRequest,
        ] {
            let error = DeliverError::of(Some(reason));
            assert_eq!(error, DeliverError::Retry, "{reason:?}");
        }
    }
}
