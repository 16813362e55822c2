use std::time::Duration;

use kabinet_outbox::{RECEIVED_RETENTION, Received, receive, sweep_received};
use sqlx::{PgConnection, PgPool};

use crate::Outbox;

async fn backend(connection: &mut PgConnection) -> i32 {
    sqlx::query_scalar("SELECT pg_backend_pid()")
        .fetch_one(connection)
        .await
        .unwrap()
}

async fn until_blocked(pool: &PgPool, backend: i32) {
    let mut blocked = false;
    while !blocked {
        blocked = sqlx::query_scalar("SELECT cardinality(pg_blocking_pids($1)) > 0")
            .bind(backend)
            .fetch_one(pool)
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn sink_takes_an_event_once() {
    let outbox = Outbox::new(40).await;
    let mut connection = outbox.pool.acquire().await.unwrap();
    let id = outbox.env.uuid_v7();
    for expected in [Received::First, Received::Repeat, Received::Repeat] {
        let received = receive(&mut connection, id, outbox.env.now()).await;
        assert_eq!(received.unwrap(), expected);
    }
}

#[tokio::test]
async fn event_whose_effect_was_rolled_back_is_taken_again() {
    let outbox = Outbox::new(41).await;
    let id = outbox.env.uuid_v7();
    for _ in 0..2 {
        let mut transaction = outbox.pool.begin().await.unwrap();
        let received = receive(&mut transaction, id, outbox.env.now()).await;
        assert_eq!(received.unwrap(), Received::First);
        transaction.rollback().await.unwrap();
    }
}

#[tokio::test]
async fn of_two_copies_at_once_the_second_waits_and_is_a_repeat() {
    let outbox = Outbox::new(42).await;
    let id = outbox.env.uuid_v7();
    let now = outbox.env.now();
    let mut first = outbox.pool.begin().await.unwrap();
    let received = receive(&mut first, id, now).await;
    assert_eq!(received.unwrap(), Received::First);

    let mut second = outbox.pool.begin().await.unwrap();
    let backend = backend(&mut second).await;
    let waiting = tokio::spawn(async move { receive(&mut second, id, now).await });
    until_blocked(&outbox.pool, backend).await;
    first.commit().await.unwrap();
    assert_eq!(waiting.await.unwrap().unwrap(), Received::Repeat);
}

#[tokio::test]
async fn sweep_forgets_the_old_and_keeps_the_young_within_its_limit() {
    let outbox = Outbox::new(43).await;
    let mut connection = outbox.pool.acquire().await.unwrap();
    for _ in 0..3 {
        let id = outbox.env.uuid_v7();
        receive(&mut connection, id, outbox.env.now())
            .await
            .unwrap();
    }
    outbox
        .clock
        .advance(RECEIVED_RETENTION + Duration::from_secs(1));
    let young = outbox.env.uuid_v7();
    let now = outbox.env.now();
    receive(&mut connection, young, now).await.unwrap();

    let before = now - RECEIVED_RETENTION;
    for expected in [2, 1, 0] {
        let swept = sweep_received(&outbox.pool, before, 2).await.unwrap();
        assert_eq!(swept, expected);
    }
    let received = receive(&mut connection, young, now).await.unwrap();
    assert_eq!(received, Received::Repeat);
}
