use kabinet_outbox::{DeliverError, Parked, ParkedEvent};
use kabinet_proto::types::v1::Event;
use uuid::Uuid;

use crate::Outbox;
use crate::outbox::id;

impl Outbox {
    /// Appends events that their destination refuses.
    async fn park(&mut self, count: usize) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..count {
            events.push(self.append().await);
        }
        let relay = self.relay(|| async { Err(DeliverError::Poison) });
        for _ in 0..count {
            self.handed_over.recv().await.unwrap();
        }
        relay.stop().await;
        events
    }
}

fn ids(events: &[ParkedEvent]) -> Vec<Uuid> {
    events.iter().map(|event| event.id).collect()
}

#[tokio::test]
async fn parked_events_are_listed_in_pages_and_the_others_are_not() {
    let mut outbox = Outbox::new(50).await;
    let events = outbox.park(3).await;
    outbox.append().await;
    let parked = Parked::new(outbox.pool.clone());
    let first = parked.list(None, 2).await.unwrap();
    let rest = parked.list(Some(first[1].id), 2).await.unwrap();
    let listed = [ids(&first), ids(&rest)].concat();
    let mut expected: Vec<_> = events.iter().map(id).collect();
    expected.sort();
    assert_eq!(listed, expected);
    assert_eq!(first[0].destination, "profile");
    assert_eq!(first[0].fact, Some("registration_discarded"));
    assert_eq!(first[0].error_class.as_deref(), Some("REFUSED"));
    assert_eq!(first[0].create_time, outbox.env.now());
}

#[tokio::test]
async fn event_that_cannot_be_read_is_listed_without_what_it_is_about() {
    let mut outbox = Outbox::new(51).await;
    let events = outbox.park(1).await;
    sqlx::query("UPDATE outbox_event SET payload = '\\xff' WHERE id = $1")
        .bind(id(&events[0]))
        .execute(&outbox.pool)
        .await
        .unwrap();
    let listed = Parked::new(outbox.pool.clone()).list(None, 9).await;
    assert_eq!(listed.unwrap()[0].fact, None);
}

#[tokio::test]
async fn released_event_is_delivered_as_if_for_the_first_time() {
    let mut outbox = Outbox::new(52).await;
    let events = outbox.park(2).await;
    let pending = outbox.append().await;
    let parked = Parked::new(outbox.pool.clone());
    let asked = [id(&events[0]), id(&pending)];
    let released = parked.release(&asked, outbox.env.now()).await.unwrap();
    assert_eq!(ids(&released), [id(&events[0])]);
    assert_eq!(outbox.row(&events[0]).await.unwrap().attempts, 0);

    let relay = outbox.relay(|| async { Ok(()) });
    let mut handed_over = Vec::new();
    for _ in 0..2 {
        handed_over.push(outbox.handed_over.recv().await.unwrap());
    }
    relay.stop().await;
    assert!(handed_over.contains(&events[0]) && handed_over.contains(&pending));
    assert_eq!(outbox.row(&events[0]).await, None);
    assert_eq!(outbox.row(&events[1]).await.unwrap().state, "PARKED");
}

#[tokio::test]
async fn discarded_event_is_gone_unless_it_is_still_to_be_delivered() {
    let mut outbox = Outbox::new(53).await;
    let events = outbox.park(1).await;
    let pending = outbox.append().await;
    let parked = Parked::new(outbox.pool.clone());
    let discarded = parked.discard(&[id(&events[0]), id(&pending)]).await;
    assert_eq!(ids(&discarded.unwrap()), [id(&events[0])]);
    assert_eq!(outbox.row(&events[0]).await, None);
    assert_eq!(outbox.row(&pending).await.unwrap().state, "PENDING");
}
