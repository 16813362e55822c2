use kabinet_config::Sources;
use kabinet_database::{DatabaseConfig, connect, connect_reserving, is_unavailable};
use sqlx::PgPool;
use tokio::net::TcpListener;

use crate::database;

async fn setting(pool: &PgPool, name: &str) -> String {
    sqlx::query_scalar("SELECT current_setting($1)")
        .bind(name)
        .fetch_one(pool)
        .await
        .unwrap()
}

#[tokio::test]
async fn connections_are_named_and_bounded() {
    let database = database().await;
    let config = DatabaseConfig::new(&database.app_url().into()).unwrap();
    let pool = connect(&config, "identity");
    for (name, value) in [
        ("application_name", "kabinet-identity"),
        ("search_path", "identity"),
        ("statement_timeout", "5s"),
        ("lock_timeout", "2s"),
        ("idle_in_transaction_session_timeout", "10s"),
    ] {
        assert_eq!(setting(&pool, name).await, value, "{name}");
    }
}

#[tokio::test]
async fn reserve_is_of_the_connections_and_there_is_always_one_beside_it() {
    let database = database().await;
    for (configured, for_requests) in [("10", 8), ("2", 1)] {
        let url = database.app_url();
        let sources = Sources::from_pairs([
            ("IDENTITY_DATABASE_URL", url.as_str()),
            ("IDENTITY_DATABASE_MAX_CONNECTIONS", configured),
        ]);
        let config = DatabaseConfig::read(&mut sources.section("identity"));
        let (requests, reserve) = connect_reserving(&config, "identity", 2);
        let most = [&requests, &reserve].map(|pool| pool.options().get_max_connections());
        assert_eq!(most, [for_requests, 2]);
        assert_eq!(setting(&reserve, "search_path").await, "identity");
    }
}

#[tokio::test]
async fn statement_that_takes_too_long_is_unavailable() {
    let database = database().await;
    let pool = database.app_pool().await;
    let mut connection = pool.acquire().await.unwrap();
    sqlx::raw_sql("SET statement_timeout = '10ms'")
        .execute(&mut *connection)
        .await
        .unwrap();
    let error = sqlx::raw_sql("SELECT pg_sleep(60)")
        .execute(&mut *connection)
        .await
        .unwrap_err();
    assert!(is_unavailable(&error), "{error}");
}

#[tokio::test]
async fn connection_that_the_server_ends_is_unavailable() {
    let database = database().await;
    let mut connection = database.app_pool().await.acquire().await.unwrap();
    let error = sqlx::raw_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        .execute(&mut *connection)
        .await
        .unwrap_err();
    assert!(is_unavailable(&error), "{error}");
}

#[tokio::test]
async fn pool_is_made_without_a_database_and_its_use_is_unavailable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let url = format!("postgres://identity_app@{address}/kabinet").into();
    let pool = connect(&DatabaseConfig::new(&url).unwrap(), "identity");
    let error = pool.acquire().await.unwrap_err();
    assert!(is_unavailable(&error), "{error}");
}

#[tokio::test]
async fn missing_table_is_a_defect() {
    let database = database().await;
    let pool = database.app_pool().await;
    let error = sqlx::query("SELECT id FROM absent")
        .fetch_optional(&pool)
        .await
        .unwrap_err();
    assert!(!is_unavailable(&error), "{error}");
}
