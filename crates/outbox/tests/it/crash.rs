use std::time::Duration;

use kabinet_outbox::DeliverError;

use crate::Outbox;
use crate::outbox::Running;

const LEASE: Duration = Duration::from_secs(8);
const ALMOST_A_LEASE: Duration = Duration::from_millis(7_999);

fn relay_that_never_finishes(outbox: &Outbox) -> Running {
    outbox.relay(std::future::pending::<Result<(), DeliverError>>)
}

#[tokio::test]
async fn what_a_dead_relay_held_is_delivered_when_its_lease_has_ended() {
    let mut outbox = Outbox::new(10).await;
    let event = outbox.append().await;
    let dead = relay_that_never_finishes(&outbox);
    outbox.handed_over.recv().await.unwrap();
    dead.kill().await;

    outbox.clock.advance(ALMOST_A_LEASE);
    let relay = outbox.relay(|| async { Ok(()) });
    outbox.clock.sleepers(1).await;
    assert!(outbox.handed_over.try_recv().is_err(), "the lease holds");

    outbox.clock.advance(Duration::from_secs(1));
    assert_eq!(outbox.handed_over.recv().await, Some(event.clone()));
    relay.stop().await;
    assert_eq!(outbox.row(&event).await, None);
}

#[tokio::test]
async fn relay_that_lost_its_lease_does_not_undo_the_work_of_the_next() {
    let mut outbox = Outbox::new(11).await;
    let event = outbox.append().await;
    let (fail, failure) = tokio::sync::watch::channel(());
    let slow = outbox.relay(move || {
        let mut failure = failure.clone();
        async move {
            failure.changed().await.unwrap();
            Err(DeliverError::Poison)
        }
    });
    outbox.handed_over.recv().await.unwrap();
    slow.shutdown.cancel();

    outbox.clock.advance(LEASE);
    let next = relay_that_never_finishes(&outbox);
    outbox.handed_over.recv().await.unwrap();
    fail.send_replace(());
    slow.task.await.unwrap();

    let row = outbox.row(&event).await.unwrap();
    assert_eq!(
        (row.state.as_str(), row.attempts, row.last_error),
        ("PENDING", 2, None)
    );
    next.kill().await;
}

#[tokio::test]
async fn delivery_that_panics_is_repeated() {
    let mut outbox = Outbox::new(12).await;
    let event = outbox.append().await;
    let panicking = outbox.relay(|| async { panic!("provoked by the test") });
    outbox.handed_over.recv().await.unwrap();
    panicking.stop().await;

    outbox.clock.advance(LEASE);
    let relay = outbox.relay(|| async { Ok(()) });
    assert_eq!(outbox.handed_over.recv().await, Some(event));
    relay.stop().await;
}
