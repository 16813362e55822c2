use kabinet_testkit::{StatementCount, TestDatabase};

const DDL: &str = "CREATE TABLE note (id bigint PRIMARY KEY, text text NOT NULL);";

async fn database() -> TestDatabase {
    TestDatabase::with_ddl("identity", DDL).await
}

#[tokio::test]
async fn app_role_writes_rows_in_its_schema_and_makes_no_tables() {
    let database = database().await;
    let pool = database.app_pool().await;
    sqlx::query("INSERT INTO note VALUES (1, 'one')")
        .execute(&pool)
        .await
        .unwrap();
    let text: String = sqlx::query_scalar("SELECT text FROM identity.note")
        .fetch_one(&pool)
        .await
        .unwrap();
    assert_eq!(text, "one");
    assert!(
        sqlx::query("CREATE TABLE identity.other ()")
            .execute(&pool)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn every_test_has_a_database_of_its_own() {
    let (first, second) = tokio::join!(database(), database());
    let (left, right) = (first.app_pool().await, second.app_pool().await);
    sqlx::query("INSERT INTO note VALUES (1, 'one')")
        .execute(&left)
        .await
        .unwrap();
    sqlx::query("INSERT INTO note VALUES (1, 'uno')")
        .execute(&right)
        .await
        .unwrap();
    let count: i64 = sqlx::query_scalar("SELECT count(*) FROM note")
        .fetch_one(&left)
        .await
        .unwrap();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn database_of_a_finished_test_is_dropped() {
    let first = database().await;
    let pool = first.admin_pool().await;
    let name: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&pool)
        .await
        .unwrap();
    drop(first);
    let second = database().await;
    let left: i64 = sqlx::query_scalar("SELECT count(*) FROM pg_database WHERE datname = $1")
        .bind(name)
        .fetch_one(&second.admin_pool().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test]
async fn statements_of_one_database_are_counted() {
    let (database, other) = tokio::join!(database(), database());
    let (pool, noise) = (database.app_pool().await, other.app_pool().await);
    let ((), statements) = StatementCount::of(&database)
        .during(|| async {
            sqlx::query("INSERT INTO note VALUES (1, 'one')")
                .execute(&pool)
                .await
                .unwrap();
            sqlx::query("SELECT text FROM note WHERE id = $1")
                .bind(1_i64)
                .execute(&pool)
                .await
                .unwrap();
            sqlx::query("INSERT INTO note VALUES (1, 'one')")
                .execute(&noise)
                .await
                .unwrap();
            let transaction = pool.begin().await.unwrap();
            transaction.commit().await.unwrap();
        })
        .await;
    assert_eq!(statements, 4);
}
