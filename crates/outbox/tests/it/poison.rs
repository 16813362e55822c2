use std::time::Duration;

use kabinet_outbox::DeliverError;

use crate::Outbox;
use crate::outbox::{Row, id};

fn parked(class: &str) -> Row {
    Row {
        state: "PARKED".to_owned(),
        attempts: 1,
        last_error: Some(class.to_owned()),
    }
}

#[tokio::test]
async fn refused_event_is_parked_and_never_tried_again() {
    let mut outbox = Outbox::new(20).await;
    let event = outbox.append().await;
    let relay = outbox.relay(|| async { Err(DeliverError::Poison) });
    outbox.handed_over.recv().await.unwrap();
    relay.stop().await;
    assert_eq!(outbox.row(&event).await, Some(parked("REFUSED")));

    outbox.clock.advance(Duration::from_hours(24));
    let relay = outbox.relay(|| async { Ok(()) });
    let next = outbox.append().await;
    relay.wake.wake();
    assert_eq!(outbox.handed_over.recv().await, Some(next));
    relay.stop().await;
    assert_eq!(outbox.row(&event).await, Some(parked("REFUSED")));
}

#[tokio::test]
async fn event_whose_delivery_panics_every_time_is_parked() {
    let mut outbox = Outbox::new(22).await;
    let event = outbox.append().await;
    for attempts in 1..=5 {
        let relay = outbox.relay(|| async { panic!("provoked by the test") });
        assert_eq!(outbox.handed_over.recv().await, Some(event.clone()));
        relay.stop().await;
        let row = outbox.row(&event).await.unwrap();
        let state = if attempts < 5 { "PENDING" } else { "PARKED" };
        assert_eq!((row.state.as_str(), row.attempts), (state, attempts));
        outbox.clock.advance(Duration::from_mins(5));
    }
}

#[tokio::test]
async fn event_that_cannot_be_read_is_parked_and_holds_up_nobody() {
    let mut outbox = Outbox::new(21).await;
    let broken = outbox.append().await;
    sqlx::query("UPDATE outbox_event SET payload = '\\xff' WHERE id = $1")
        .bind(id(&broken))
        .execute(&outbox.pool)
        .await
        .unwrap();
    let sound = outbox.append().await;

    let relay = outbox.relay(|| async { Ok(()) });
    assert_eq!(outbox.handed_over.recv().await, Some(sound));
    relay.stop().await;
    assert_eq!(outbox.row(&broken).await, Some(parked("UNREADABLE")));
}
