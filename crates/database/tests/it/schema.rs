use kabinet_database::{SchemaMismatch, migrate, schema_is_current};
use sqlx::{Connection as _, PgConnection};

use crate::database;
use crate::migration::{BOOK, book_and, migrator};

const AUTHOR: (i64, &str) = (2, "CREATE TABLE identity.author (id integer NOT NULL)");

#[tokio::test]
async fn app_role_sees_that_the_schema_is_current() {
    let database = database().await;
    schema_is_current(&database.app_pool().await, &BOOK)
        .await
        .unwrap();
}

#[tokio::test]
async fn migration_that_is_not_applied_is_named() {
    let database = database().await;
    let result = schema_is_current(&database.app_pool().await, &book_and([AUTHOR])).await;
    assert!(
        matches!(result, Err(SchemaMismatch::Missing(2))),
        "{result:?}"
    );
}

#[tokio::test]
async fn changed_migration_is_named() {
    let database = database().await;
    let changed = migrator([(1, "SELECT 1")]);
    let result = schema_is_current(&database.app_pool().await, &changed).await;
    assert!(
        matches!(result, Err(SchemaMismatch::Changed(1))),
        "{result:?}"
    );
}

#[tokio::test]
async fn older_binary_accepts_a_later_schema() {
    let database = database().await;
    migrate(&database.owner_url(), &book_and([AUTHOR]))
        .await
        .unwrap();
    schema_is_current(&database.app_pool().await, &BOOK)
        .await
        .unwrap();
}

#[tokio::test]
async fn schema_without_migrations_is_told_apart() {
    let database = database().await;
    let mut owner = PgConnection::connect(&database.owner_url()).await.unwrap();
    sqlx::raw_sql("DROP TABLE identity._sqlx_migrations")
        .execute(&mut owner)
        .await
        .unwrap();
    let result = schema_is_current(&database.app_pool().await, &BOOK).await;
    assert!(
        matches!(result, Err(SchemaMismatch::NotMigrated)),
        "{result:?}"
    );
}
