use kabinet_provision::{Postgres, Redis};
use redis::Commands;
use sqlx::{Connection, PgConnection};

/// Runs one statement that yields one text.
pub(crate) fn query(postgres: &Postgres, statement: &'static str) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut connection = PgConnection::connect(&postgres.admin_url()).await.unwrap();
        sqlx::query_scalar(statement)
            .fetch_optional(&mut connection)
            .await
            .unwrap()
    })
}

pub(crate) fn set(redis: &Redis, key: &str, value: &str) {
    connection(redis).set::<_, _, ()>(key, value).unwrap();
}

pub(crate) fn get(redis: &Redis, key: &str) -> Option<String> {
    connection(redis).get(key).unwrap()
}

pub(crate) fn setting(redis: &Redis, name: &str) -> String {
    let (_, value): (String, String) = redis::cmd("CONFIG")
        .arg("GET")
        .arg(name)
        .query(&mut connection(redis))
        .unwrap();
    value
}

fn connection(redis: &Redis) -> redis::Connection {
    redis::Client::open(redis.url())
        .unwrap()
        .get_connection()
        .unwrap()
}
