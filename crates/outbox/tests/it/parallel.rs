use std::collections::BTreeMap;

use crate::Outbox;

const RELAYS: usize = 50;
const EVENTS: usize = 300;

#[tokio::test(flavor = "multi_thread")]
async fn fifty_relays_deliver_each_event_once() {
    let mut outbox = Outbox::new(30).await;
    for _ in 0..EVENTS {
        outbox.append().await;
    }
    let relays: Vec<_> = (0..RELAYS)
        .map(|_| outbox.relay(|| async { Ok(()) }))
        .collect();

    let mut deliveries = BTreeMap::<String, usize>::new();
    for _ in 0..EVENTS {
        let event = outbox.handed_over.recv().await.unwrap();
        *deliveries.entry(event.event_id).or_default() += 1;
    }
    for relay in relays {
        relay.stop().await;
    }

    assert!(outbox.handed_over.try_recv().is_err());
    assert_eq!(deliveries.len(), EVENTS);
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox_event")
        .fetch_one(&outbox.pool)
        .await
        .unwrap();
    assert_eq!(left, 0);
}
