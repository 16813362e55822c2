//! PostgreSQL for every suite of this test process.

use std::sync::OnceLock;

use kabinet_provision::Postgres;

/// Returns the server, which starts with the first call and ends with the process.
pub(super) async fn postgres() -> &'static Postgres {
    static SERVER: OnceLock<Postgres> = OnceLock::new();
    let start = || SERVER.get_or_init(|| Postgres::ephemeral().unwrap());
    tokio::task::spawn_blocking(start).await.unwrap()
}
