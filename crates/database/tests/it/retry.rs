use std::cell::Cell;

use kabinet_database::{is_serialization_failure, retry_serialization};
use kabinet_env::manual::ManualClock;
use kabinet_testkit::TestDatabase;
use sqlx::PgPool;

use crate::database;

#[derive(Debug, thiserror::Error)]
enum LendError {
    #[error("the store failed")]
    Database(#[from] sqlx::Error),
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
struct Transparent(#[from] sqlx::Error);

/// Counts a loan on a snapshot that another transaction may have made old.
async fn lend(pool: &PgPool, disturb: Option<&PgPool>) -> Result<(), sqlx::Error> {
    let mut transaction = pool
        .begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ")
        .await?;
    sqlx::query("SELECT loans FROM book")
        .fetch_one(&mut *transaction)
        .await?;
    if let Some(other) = disturb {
        sqlx::query("UPDATE book SET loans = loans + 1")
            .execute(other)
            .await?;
    }
    sqlx::query("UPDATE book SET loans = loans + 1")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await
}

async fn library() -> (TestDatabase, PgPool) {
    let database = database().await;
    let pool = database.app_pool().await;
    sqlx::query("INSERT INTO book (id, loans) VALUES (1, 0)")
        .execute(&pool)
        .await
        .unwrap();
    (database, pool)
}

async fn loans(pool: &PgPool) -> i32 {
    sqlx::query_scalar("SELECT loans FROM book")
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn transaction_that_lost_twice_is_repeated_until_it_wins() {
    let (env, _clock) = ManualClock::new(1);
    let (_database, pool) = library().await;
    let attempts = Cell::new(0);

    retry_serialization(&env, || {
        attempts.set(attempts.get() + 1);
        let disturb = (attempts.get() < 3).then_some(&pool);
        let pool = &pool;
        async move { lend(pool, disturb).await.map_err(LendError::from) }
    })
    .await
    .unwrap();

    assert_eq!((attempts.get(), loans(&pool).await), (3, 3));
}

#[tokio::test]
async fn transparent_error_is_seen_through() {
    let (env, _clock) = ManualClock::new(2);
    let (_database, pool) = library().await;
    let attempts = Cell::new(0);

    retry_serialization(&env, || {
        attempts.set(attempts.get() + 1);
        let disturb = (attempts.get() < 2).then_some(&pool);
        let pool = &pool;
        async move { lend(pool, disturb).await.map_err(Transparent::from) }
    })
    .await
    .unwrap();

    assert_eq!(attempts.get(), 2);
}

#[tokio::test]
async fn transaction_that_loses_for_ever_is_given_up() {
    let (env, _clock) = ManualClock::new(3);
    let (_database, pool) = library().await;
    let attempts = Cell::new(0);

    let error = retry_serialization(&env, || {
        attempts.set(attempts.get() + 1);
        lend(&pool, Some(&pool))
    })
    .await
    .unwrap_err();

    assert!(is_serialization_failure(&error), "{error}");
    assert_eq!(attempts.get(), 6);
}

#[tokio::test]
async fn other_failure_is_not_repeated() {
    let (env, _clock) = ManualClock::new(4);
    let attempts = Cell::new(0);

    let result: Result<(), sqlx::Error> = retry_serialization(&env, || {
        attempts.set(attempts.get() + 1);
        async { Err(sqlx::Error::RowNotFound) }
    })
    .await;

    assert!(result.is_err());
    assert_eq!(attempts.get(), 1);
}
