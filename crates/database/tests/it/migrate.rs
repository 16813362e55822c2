use kabinet_database::{MigrateError, migrate, schema_is_current};
use sqlx::{Connection as _, PgConnection};

use crate::database;
use crate::migration::{BOOK, book_and, migrator};

const AUTHOR: (i64, &str) = (2, "CREATE TABLE identity.author (id integer NOT NULL)");

#[tokio::test]
async fn migrating_again_changes_nothing() {
    let database = database().await;
    migrate(&database.owner_url(), &BOOK).await.unwrap();
    schema_is_current(&database.app_pool().await, &BOOK)
        .await
        .unwrap();
}

#[tokio::test]
async fn of_many_at_once_each_finds_the_schema_migrated() {
    let database = database().await;
    let mut runs = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let url = database.owner_url();
        runs.spawn(async move { migrate(&url, &book_and([AUTHOR])).await });
    }
    for result in runs.join_all().await {
        result.unwrap();
    }
    let pool = database.app_pool().await;
    schema_is_current(&pool, &book_and([AUTHOR])).await.unwrap();
}

#[tokio::test]
async fn binary_that_was_rolled_back_migrates_without_complaint() {
    let database = database().await;
    migrate(&database.owner_url(), &book_and([AUTHOR]))
        .await
        .unwrap();
    migrate(&database.owner_url(), &BOOK).await.unwrap();
}

#[tokio::test]
async fn changed_migration_is_refused() {
    let database = database().await;
    let changed = migrator([(1, "SELECT 1")]);
    let result = migrate(&database.owner_url(), &changed).await;
    assert!(matches!(result, Err(MigrateError::Apply(_))), "{result:?}");
}

#[tokio::test]
async fn unfinished_index_is_named() {
    let database = database().await;
    let mut owner = PgConnection::connect(&database.owner_url()).await.unwrap();
    sqlx::raw_sql("INSERT INTO identity.book (id, loans) VALUES (1, 7), (2, 7)")
        .execute(&mut owner)
        .await
        .unwrap();
    sqlx::raw_sql("CREATE UNIQUE INDEX CONCURRENTLY book_loans_key ON identity.book (loans)")
        .execute(&mut owner)
        .await
        .unwrap_err();

    let result = migrate(&database.owner_url(), &BOOK).await;
    assert!(
        matches!(&result, Err(MigrateError::InvalidIndex(index)) if index == "book_loans_key"),
        "{result:?}"
    );
}

#[tokio::test]
async fn url_of_something_else_is_refused() {
    let result = migrate("redis://127.0.0.1", &BOOK).await;
    assert!(matches!(result, Err(MigrateError::Url)), "{result:?}");
}
