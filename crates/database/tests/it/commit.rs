use kabinet_database::{commit, constraint};

use crate::database;

const ADD: &str = "INSERT INTO book (id, loans) VALUES (1, 0)";

#[tokio::test]
async fn committed_row_stays() {
    let database = database().await;
    let pool = database.app_pool().await;
    let mut transaction = pool.begin().await.unwrap();
    sqlx::query(ADD).execute(&mut *transaction).await.unwrap();
    commit(transaction, "book.add").await.unwrap();

    let books: i64 = sqlx::query_scalar("SELECT count(*) FROM book")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(books, 1);
}

#[tokio::test]
async fn constraint_that_refuses_a_row_is_named() {
    let database = database().await;
    let pool = database.app_pool().await;
    sqlx::query(ADD).execute(&pool).await.unwrap();
    let error = sqlx::query(ADD).execute(&pool).await.unwrap_err();
    assert_eq!(constraint(&error), Some("book_pkey"));
    assert_eq!(constraint(&sqlx::Error::RowNotFound), None);
}
