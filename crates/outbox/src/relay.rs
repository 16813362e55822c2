//! Takes events out of the outbox and hands them to their destinations.

mod backoff;
mod delivery;
mod queue;
mod wake;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Event;
use sqlx::PgPool;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use delivery::Courier;
use queue::Queue;
pub use wake::Wake;

const CONCURRENT_DELIVERIES_MAX: usize = 16;
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

/// Delivers what is due, with a bounded number of deliveries at a time.
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
        let mut deliveries = JoinSet::new();
        let mut outage = Outage::default();
        loop {
            let next_poll = self.env.now() + POLL_INTERVAL;
            let free = CONCURRENT_DELIVERIES_MAX - deliveries.len();
            let backlog = match self.start_due(&mut deliveries, free).await {
                Ok(started) => {
                    outage.ended();
                    if started == free {
                        Backlog::Possible
                    } else {
                        Backlog::None
                    }
                }
                Err(error) => {
                    outage.began(&error);
                    Backlog::None
                }
            };
            let poll = next_poll - self.env.now();
            let poll = poll.try_into().unwrap_or(Duration::ZERO);
            tokio::select! {
                biased;
                () = shutdown.cancelled() => break,
                () = self.rest(&mut deliveries, backlog, poll) => {}
            }
        }
        while let Some(finished) = deliveries.join_next().await {
            report_panic(finished);
        }
    }

    async fn start_due(
        &self,
        deliveries: &mut JoinSet<()>,
        free: usize,
    ) -> Result<usize, sqlx::Error> {
        if free == 0 {
            return Ok(0);
        }
        let leased = self.queue.lease(free).await?;
        let started = leased.len();
        for event in leased {
            let courier = Courier {
                queue: self.queue.clone(),
                deliver: Arc::clone(&self.deliver),
            };
            deliveries.spawn(courier.deliver(event));
        }
        Ok(started)
    }

    /// Returns when it is worth looking at the outbox again.
    async fn rest(&self, deliveries: &mut JoinSet<()>, backlog: Backlog, poll: Duration) {
        let poll = self.env.sleep(poll);
        tokio::pin!(poll);
        loop {
            tokio::select! {
                () = self.wake.announced(), if backlog == Backlog::None => return,
                () = &mut poll, if backlog == Backlog::None => return,
                Some(finished) = deliveries.join_next() => {
                    report_panic(finished);
                    if backlog == Backlog::Possible {
                        return;
                    }
                }
            }
        }
    }
}

/// Tells whether more may be due than could be taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Backlog {
    None,
    Possible,
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

fn report_panic(finished: Result<(), JoinError>) {
    if let Err(failure) = finished
        && failure.is_panic()
    {
        error!("a delivery panicked; its event returns when the lease ends");
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
