use std::time::Duration;

use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

use crate::DatabaseConfig;

const IDLE_IN_TRANSACTION_TIMEOUT: Duration = Duration::from_secs(10);
const CONNECTION_IDLE_TIMEOUT: Duration = Duration::from_mins(5);
/// Bounds how long a connection stays with a server that was demoted.
const CONNECTION_LIFETIME: Duration = Duration::from_mins(10);

/// Makes a pool whose connections look for tables in `schema`; connects when first used.
///
/// Must be called inside a tokio runtime.
pub fn connect(config: &DatabaseConfig, schema: &str) -> PgPool {
    pool(config, schema, config.max_connections)
}

/// Makes two such pools: one for requests, and one of so many connections for what must go on however
/// many requests there are.
///
/// Together they have as many connections as the one of [`connect`], but at least one more than are
/// reserved.
pub fn connect_reserving(config: &DatabaseConfig, schema: &str, reserved: u32) -> (PgPool, PgPool) {
    let for_requests = config.max_connections.saturating_sub(reserved).max(1);
    let pool = |connections| pool(config, schema, connections);
    (pool(for_requests), pool(reserved))
}

fn pool(config: &DatabaseConfig, schema: &str, connections: u32) -> PgPool {
    let options = config
        .options
        .clone()
        .application_name(&format!("kabinet-{schema}"))
        .options([
            ("search_path", schema.to_owned()),
            ("statement_timeout", milliseconds(config.statement_timeout)),
            ("lock_timeout", milliseconds(config.lock_timeout)),
            (
                "idle_in_transaction_session_timeout",
                milliseconds(IDLE_IN_TRANSACTION_TIMEOUT),
            ),
        ]);
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(config.acquire_timeout)
        .idle_timeout(CONNECTION_IDLE_TIMEOUT)
        .max_lifetime(CONNECTION_LIFETIME)
        .connect_lazy_with(options)
}

fn milliseconds(duration: Duration) -> String {
    format!("{}ms", duration.as_millis())
}
