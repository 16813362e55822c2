use std::pin::pin;

use futures::poll;
use kabinet_database::{begin, commit};
use sqlx::{PgPool, postgres::PgPoolOptions};

use crate::database;

/// More steps than a beginning takes on any machine.
const MAX_STEPS: usize = 100_000;

#[tokio::test]
async fn beginning_that_is_given_up_swallows_no_later_write() {
    let database = database().await;
    let alone = PgPoolOptions::new().max_connections(1);
    let pool = alone.connect(&database.app_url()).await.unwrap();
    let others = database.app_pool().await;
    let (mut id, mut steps) = (0, 0);
    while !is_begun_within(steps, &pool).await {
        sqlx::query("INSERT INTO book (id, loans) VALUES ($1, 0)")
            .bind(id)
            .execute(&pool)
            .await
            .unwrap();
        let stored = is_stored(id, &others).await;
        assert!(stored, "given up after {steps} steps");
        id += 1;
        steps += 1 + steps / 16;
        assert!(steps < MAX_STEPS, "no transaction begins");
    }
}

/// Takes some steps of a beginning and gives it up; tells whether it was done.
async fn is_begun_within(steps: usize, pool: &PgPool) -> bool {
    let mut given_up = pin!(begin(pool));
    for _ in 0..steps {
        if poll!(&mut given_up).is_ready() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

#[tokio::test]
async fn nobody_sees_what_is_not_committed() {
    let database = database().await;
    let pool = database.app_pool().await;
    let mut transaction = begin(&pool).await.unwrap();
    sqlx::query("INSERT INTO book (id, loans) VALUES (1, 0)")
        .execute(&mut *transaction)
        .await
        .unwrap();
    assert!(!is_stored(1, &pool).await);
    commit(transaction, "database.test").await.unwrap();
    assert!(is_stored(1, &pool).await);
}

async fn is_stored(id: i32, pool: &PgPool) -> bool {
    sqlx::query_scalar("SELECT EXISTS (SELECT FROM book WHERE id = $1)")
        .bind(id)
        .fetch_one(pool)
        .await
        .unwrap()
}
