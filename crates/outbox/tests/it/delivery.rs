use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kabinet_outbox::{DeliverError, append, append_due};
use kabinet_proto::types::v1::Event;
use tokio::sync::{Semaphore, oneshot};

use crate::Outbox;
use crate::outbox::Row;

#[tokio::test]
async fn delivery_follows_the_commit_without_waiting_for_a_poll() {
    let mut outbox = Outbox::new(1).await;
    let relay = outbox.relay(|| async { Ok(()) });
    // The relay has looked and found nothing; the clock stands still from here on.
    outbox.clock.sleepers(1).await;

    let event = outbox.append().await;
    relay.wake.wake();

    assert_eq!(outbox.handed_over.recv().await, Some(event.clone()));
    relay.stop().await;
    assert_eq!(outbox.row(&event).await, None);
}

#[tokio::test]
async fn event_of_another_process_is_found_by_the_poll() {
    let mut outbox = Outbox::new(2).await;
    let relay = outbox.relay(|| async { Ok(()) });
    outbox.clock.sleepers(1).await;

    let event = outbox.append().await;
    outbox.clock.advance(Duration::from_secs(1));

    assert_eq!(outbox.handed_over.recv().await, Some(event));
    relay.stop().await;
}

#[tokio::test]
async fn event_waits_for_its_due_time() {
    let mut outbox = Outbox::new(7).await;
    let event = Event {
        event_id: outbox.env.uuid_v7().to_string(),
        ..Event::default()
    };
    let now = outbox.env.now();
    let due_time = now + Duration::from_secs(2);
    let mut connection = outbox.pool.acquire().await.unwrap();
    append_due(&mut connection, "profile", &event, now, due_time)
        .await
        .unwrap();
    for seconds in 0..2 {
        let relay = outbox.relay(|| async { Ok(()) });
        outbox.clock.sleepers(1).await;
        relay.stop().await;
        assert!(outbox.handed_over.try_recv().is_err(), "after {seconds} s");
        outbox.clock.advance(Duration::from_secs(1));
    }
    let relay = outbox.relay(|| async { Ok(()) });
    assert_eq!(outbox.handed_over.recv().await, Some(event));
    relay.stop().await;
}

#[tokio::test]
async fn rolled_back_event_is_never_delivered() {
    let mut outbox = Outbox::new(3).await;
    let event = Event {
        event_id: outbox.env.uuid_v7().to_string(),
        ..Event::default()
    };
    let mut transaction = outbox.pool.begin().await.unwrap();
    append(&mut transaction, "profile", &event, outbox.env.now())
        .await
        .unwrap();
    transaction.rollback().await.unwrap();

    let relay = outbox.relay(|| async { Ok(()) });
    outbox.clock.sleepers(1).await;
    relay.stop().await;
    assert!(outbox.handed_over.try_recv().is_err());
}

#[tokio::test]
async fn event_without_a_uuid_is_refused() {
    let outbox = Outbox::new(4).await;
    let mut connection = outbox.pool.acquire().await.unwrap();
    let result = append(
        &mut connection,
        "profile",
        &Event::default(),
        outbox.env.now(),
    )
    .await;
    assert!(matches!(result, Err(sqlx::Error::Encode(_))), "{result:?}");
}

#[tokio::test]
async fn unavailable_destination_is_tried_for_ever() {
    let mut outbox = Outbox::new(5).await;
    let event = outbox.append().await;
    for attempts in 1..30 {
        let relay = outbox.relay(|| async { Err(DeliverError::Retry) });
        outbox.handed_over.recv().await.unwrap();
        relay.stop().await;
        let postponed = Row {
            state: "PENDING".to_owned(),
            attempts,
            last_error: Some("UNAVAILABLE".to_owned()),
        };
        assert_eq!(outbox.row(&event).await, Some(postponed));
        outbox.clock.advance(Duration::from_mins(5));
    }

    let relay = outbox.relay(|| async { Ok(()) });
    outbox.handed_over.recv().await.unwrap();
    relay.stop().await;
    assert_eq!(outbox.row(&event).await, None);
}

#[tokio::test]
async fn postponed_event_does_not_come_back_before_its_pause() {
    let mut outbox = Outbox::new(6).await;
    outbox.append().await;
    let relay = outbox.relay(|| async { Err(DeliverError::Retry) });
    outbox.handed_over.recv().await.unwrap();
    relay.stop().await;

    // Half of the first rung is the shortest pause.
    outbox.clock.advance(Duration::from_millis(499));
    let relay = outbox.relay(|| async { Ok(()) });
    outbox.clock.sleepers(1).await;
    relay.stop().await;
    assert!(outbox.handed_over.try_recv().is_err());
}

#[tokio::test]
async fn slow_destination_holds_up_eight_deliveries_and_no_more() {
    let mut outbox = Outbox::new(7).await;
    for _ in 0..40 {
        outbox.append().await;
    }
    let gate = Arc::new(Semaphore::new(0));
    let under_way = Arc::new(AtomicUsize::new(0));
    let most = Arc::new(AtomicUsize::new(0));
    let relay = outbox.relay({
        let (gate, under_way, most) = (gate.clone(), under_way.clone(), most.clone());
        move || {
            let (gate, under_way) = (gate.clone(), under_way.clone());
            let now = under_way.fetch_add(1, Ordering::SeqCst) + 1;
            most.fetch_max(now, Ordering::SeqCst);
            async move {
                gate.acquire().await.unwrap().forget();
                under_way.fetch_sub(1, Ordering::SeqCst);
                Ok(())
            }
        }
    });
    for _ in 0..8 {
        outbox.handed_over.recv().await.unwrap();
    }
    gate.add_permits(40);
    for _ in 8..40 {
        outbox.handed_over.recv().await.unwrap();
    }
    relay.stop().await;
    assert_eq!(most.load(Ordering::SeqCst), 8);
}

#[tokio::test]
async fn destination_that_hangs_does_not_keep_the_others_waiting() {
    let mut outbox = Outbox::new(9).await;
    for _ in 0..40 {
        outbox.append_for("profile").await;
    }
    for _ in 0..20 {
        outbox.append_for("verification").await;
    }
    let relay = outbox.relay_to(|destination| async move {
        if destination == "profile" {
            std::future::pending::<()>().await;
        }
        Ok(())
    });
    for _ in 0..28 {
        outbox.handed_over.recv().await.unwrap();
    }
    relay.kill().await;
}

#[tokio::test]
async fn relay_hears_of_an_event_while_another_destination_hangs() {
    let mut outbox = Outbox::new(13).await;
    for _ in 0..8 {
        outbox.append_for("profile").await;
    }
    let relay = outbox.relay_to(|_| std::future::pending());
    for _ in 0..8 {
        outbox.handed_over.recv().await.unwrap();
    }
    outbox.clock.sleepers(1).await;

    let woken = outbox.append_for("verification").await;
    relay.wake.wake();
    assert_eq!(outbox.handed_over.recv().await, Some(woken));
    outbox.clock.sleepers(1).await;
    let polled = outbox.append_for("verification").await;
    outbox.clock.advance(Duration::from_secs(1));
    assert_eq!(outbox.handed_over.recv().await, Some(polled));
    relay.kill().await;
}

#[tokio::test]
async fn shutdown_waits_for_the_delivery_under_way() {
    let mut outbox = Outbox::new(8).await;
    let event = outbox.append().await;
    let (finish, finished) = oneshot::channel::<()>();
    let finished = std::sync::Mutex::new(Some(finished));
    let relay = outbox.relay(move || {
        let finished = finished.lock().unwrap().take().unwrap();
        async move {
            finished.await.unwrap();
            Ok(())
        }
    });
    outbox.handed_over.recv().await.unwrap();

    relay.shutdown.cancel();
    tokio::task::yield_now().await;
    assert!(!relay.task.is_finished());

    finish.send(()).unwrap();
    relay.task.await.unwrap();
    assert_eq!(outbox.row(&event).await, None);
}
