use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use kabinet_proto::types::v1::Event;
use prost::Message as _;
use tokio::time::timeout;
use tracing::{Instrument as _, Span, error, info_span, warn};

use super::backoff::LAST_RUNG;
use super::queue::{FailureClass, LeasedEvent, Queue};
use super::{Deliver, DeliverError};

/// Shorter than a lease, so that a slow destination is not asked twice at once.
const DELIVERY_TIMEOUT: Duration = Duration::from_secs(5);

/// The attempt after which an event whose delivery panics is set aside.
const LAST_PANIC: i32 = 5;

/// Delivers one event and records what came of it.
pub(super) struct Courier {
    pub(super) queue: Queue,
    pub(super) deliver: Arc<Deliver>,
}

#[derive(Debug)]
enum Outcome {
    Delivered,
    Postponed(FailureClass),
    Poisoned(FailureClass),
}

impl Courier {
    pub(super) async fn deliver(self, event: LeasedEvent) {
        let span = delivery_span(&event);
        async {
            let outcome = self.hand_over(&event).await;
            if let Err(error) = self.settle(&event, outcome).await {
                warn!(error = %error, "the outcome of a delivery is not recorded; it will be repeated");
            }
        }
        .instrument(span)
        .await;
    }

    async fn hand_over(&self, leased: &LeasedEvent) -> Outcome {
        let Ok(event) = Event::decode(leased.payload.as_slice()) else {
            return Outcome::Poisoned(FailureClass::Unreadable);
        };
        let delivery = async { (self.deliver)(leased.destination.clone(), event).await };
        // What the delivery held is dropped by the unwinding and never seen again.
        let delivery = AssertUnwindSafe(delivery).catch_unwind();
        match timeout(DELIVERY_TIMEOUT, delivery).await {
            Ok(Ok(Ok(()))) => Outcome::Delivered,
            Ok(Ok(Err(DeliverError::Retry))) => Outcome::Postponed(FailureClass::Unavailable),
            Ok(Ok(Err(DeliverError::Poison))) => Outcome::Poisoned(FailureClass::Refused),
            Ok(Err(_)) if leased.attempts < LAST_PANIC => {
                error!("a delivery panicked and will be repeated");
                Outcome::Postponed(FailureClass::Panicked)
            }
            Ok(Err(_)) => Outcome::Poisoned(FailureClass::Panicked),
            Err(_) => Outcome::Postponed(FailureClass::TimedOut),
        }
    }

    async fn settle(&self, event: &LeasedEvent, outcome: Outcome) -> Result<(), sqlx::Error> {
        match outcome {
            Outcome::Delivered => self.queue.delivered(event).await,
            Outcome::Postponed(class) => {
                if event.attempts == LAST_RUNG {
                    warn!(
                        error.class = class.as_str(),
                        "an event has been undeliverable for minutes"
                    );
                }
                self.queue.postpone(event, class).await
            }
            Outcome::Poisoned(class) => {
                self.queue.park(event, class).await?;
                error!(
                    error.class = class.as_str(),
                    "an event is parked: nobody will take it"
                );
                Ok(())
            }
        }
    }
}

fn delivery_span(event: &LeasedEvent) -> Span {
    let span = info_span!(
        "outbox.deliver",
        otel.kind = "producer",
        event.id = %event.id,
        event.destination = event.destination,
        event.attempts = event.attempts,
    );
    if let Some(traceparent) = &event.traceparent {
        kabinet_telemetry::set_parent(&span, traceparent);
    }
    span
}

#[cfg(test)]
mod tests {
    use kabinet_env::Env;
    use sqlx::PgPool;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn destination_that_does_not_answer_is_given_up_until_later() {
        let pool = PgPool::connect_lazy("postgres://nobody@localhost/nowhere").unwrap();
        let courier = Courier {
            queue: Queue::new(pool, Env::system()),
            deliver: Arc::new(|_, _| Box::pin(std::future::pending())),
        };
        let event = LeasedEvent {
            id: Env::system().uuid_v7(),
            destination: "profile".to_owned(),
            payload: Event::default().encode_to_vec(),
            traceparent: None,
            attempts: 1,
            lease_end: Env::system().now(),
        };
        let outcome = courier.hand_over(&event).await;
        assert!(
            matches!(outcome, Outcome::Postponed(FailureClass::TimedOut)),
            "{outcome:?}"
        );
    }
}
