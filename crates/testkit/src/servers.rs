use std::sync::OnceLock;

use kabinet_provision::{Postgres, Redis};

/// Returns the process's Postgres, which starts with the first call and ends with the process.
pub(crate) async fn postgres() -> &'static Postgres {
    static POSTGRES: OnceLock<Postgres> = OnceLock::new();
    blocking(|| POSTGRES.get_or_init(|| Postgres::ephemeral().unwrap_or_else(|e| panic!("{e}"))))
        .await
}

/// Returns the process's Redis, which starts with the first call and ends with the process.
pub(crate) async fn redis() -> &'static Redis {
    static REDIS: OnceLock<Redis> = OnceLock::new();
    blocking(|| REDIS.get_or_init(|| Redis::ephemeral().unwrap_or_else(|e| panic!("{e}")))).await
}

pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(work)
        .await
        .expect("a server for the tests starts")
}
