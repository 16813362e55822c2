use kabinet_proto::identity::v1::{ListSecurityEventsRequest, SecurityEvent, SecurityEventKind};
use kabinet_seal::sha256;
use sqlx::Row as _;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::journey::PASSWORD;
use crate::world::{World, person};

async fn list(world: &World, token: &str, page_size: i32) -> Vec<SecurityEvent> {
    let mut events = Vec::new();
    let mut page_token = String::new();
    loop {
        let request = ListSecurityEventsRequest {
            page_size,
            page_token,
        };
        let page = world
            .events()
            .list_security_events(person(token, request))
            .await
            .unwrap();
        let page = page.into_inner();
        events.extend(page.events);
        if page.next_page_token.is_empty() {
            return events;
        }
        page_token = page.next_page_token;
    }
}

#[tokio::test]
async fn person_sees_what_happened_newest_first() {
    let world = World::new().await;
    world.register("ivan").await;
    world.login("ivan", "a wrong password").await.unwrap_err();
    let grant = world.login("ivan", PASSWORD).await.unwrap();
    for page_size in [0, 1, 3] {
        let events = list(&world, &grant.access_token, page_size).await;
        let kinds: Vec<_> = events
            .iter()
            .map(|event| (event.sequence, event.kind()))
            .collect();
        assert_eq!(
            kinds,
            [
                (4, SecurityEventKind::LoginSucceeded),
                (3, SecurityEventKind::LoginFailed),
                (2, SecurityEventKind::LoginSucceeded),
                (1, SecurityEventKind::AccountCreated),
            ]
        );
        assert_eq!(events[1].network_prefix, "192.0.2.0/24");
        assert_eq!(events[1].user_agent, "Browser/1.0");
    }
}

#[tokio::test]
async fn chain_verifies_until_an_event_is_changed() {
    let world = World::new().await;
    world.register("ivan").await;
    for _ in 0..3 {
        world.login("ivan", "a wrong password").await.unwrap_err();
    }
    assert_eq!(first_broken_event(&world).await, None);
    world
        .execute("ALTER TABLE identity.security_event DISABLE TRIGGER ALL")
        .await;
    world
        .execute("UPDATE identity.security_event SET kind = 'LOGIN_SUCCEEDED' WHERE sequence = 4")
        .await;
    assert_eq!(first_broken_event(&world).await, Some(4));
}

#[tokio::test]
async fn chain_shows_a_missing_last_event() {
    let world = World::new().await;
    world.register("ivan").await;
    world
        .execute("DELETE FROM identity.security_event WHERE sequence = 2")
        .await;
    assert_eq!(first_broken_event(&world).await, Some(2));
}

#[tokio::test]
async fn events_cannot_be_changed_by_a_statement() {
    let world = World::new().await;
    world.register("ivan").await;
    let pool = world.database.app_pool().await;
    let change = "UPDATE identity.security_event SET kind = 'LOGIN_FAILED'";
    assert!(sqlx::query(change).execute(&pool).await.is_err());
}

/// Computes the chain again, from the documented form alone.
async fn first_broken_event(world: &World) -> Option<i64> {
    let pool = world.database.admin_pool().await;
    let rows = sqlx::query(
        "SELECT account_id, sequence, kind, session_id, place, hash, occur_time
         FROM identity.security_event
         ORDER BY sequence",
    );
    let rows = rows.fetch_all(&pool).await.unwrap();
    let (length, head): (i64, Vec<u8>) =
        sqlx::query_as("SELECT event_sequence, event_hash FROM identity.account")
            .fetch_one(&pool)
            .await
            .unwrap();
    let mut previous = vec![0; 32];
    for (row, sequence) in rows.iter().zip(1_i64..) {
        let time: OffsetDateTime = row.get("occur_time");
        let session: Option<Uuid> = row.get("session_id");
        let mut canonical = Vec::new();
        for part in [
            b"kabinet security event 1".to_vec(),
            row.get::<Uuid, _>("account_id").as_bytes().to_vec(),
            row.get::<String, _>("kind").into_bytes(),
            (time.unix_timestamp_nanos() / 1_000).to_be_bytes().to_vec(),
            session.unwrap_or_default().as_bytes().to_vec(),
            row.get("place"),
        ] {
            canonical.extend_from_slice(&(part.len() as u64).to_be_bytes());
            canonical.extend_from_slice(&part);
        }
        let digest = sha256(&canonical);
        let chained = [previous.as_slice(), &sequence.to_be_bytes(), &digest].concat();
        let expected = sha256(&chained).to_vec();
        if row.get::<i64, _>("sequence") != sequence || row.get::<Vec<u8>, _>("hash") != expected {
            return Some(sequence);
        }
        previous = expected;
    }
    let complete = i64::try_from(rows.len()).unwrap() == length && head == previous;
    (!complete).then_some(i64::try_from(rows.len()).unwrap() + 1)
}
