//! Migrations are run by one process at a time over a direct connection of the owner role.

mod lock;

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions, Connection, PgConnection};
use thiserror::Error;
use tokio::time::timeout;

use crate::url::parse_url;
use lock::{LockWait, wait_for_lock};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// A statement that waits longer for a table makes every query behind it wait as well.
const LOCK_TIMEOUT: &str = "10s";

/// Tells why the migrations could not be applied.
#[derive(Debug, Error)]
pub enum MigrateError {
    /// The address of the database cannot be read.
    #[error("the migration URL is not a Postgres URL")]
    Url,
    /// The database refused the connection.
    #[error("cannot connect to migrate")]
    Connect(#[source] sqlx::Error),
    /// The database did not answer in time.
    #[error("no connection to migrate within {} s", CONNECT_TIMEOUT.as_secs())]
    ConnectTimeout,
    /// Another process has been migrating for too long.
    #[error("another process has held the migration lock for {} s", .0.as_secs())]
    Locked(Duration),
    /// A migration failed, or an applied one differs from the binary's.
    #[error("cannot apply the migrations")]
    Apply(#[source] sqlx::migrate::MigrateError),
    /// An index was left unfinished by CREATE INDEX CONCURRENTLY: drop it and migrate again.
    #[error("index {0} is invalid")]
    InvalidIndex(String),
    /// A statement around the migrations failed.
    #[error("cannot prepare or finish the migration")]
    Database(#[from] sqlx::Error),
}

/// Applies the missing migrations, one process at a time; the URL leads to the owner role directly.
pub async fn migrate(url: &str, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut connection = connect(url, migrator).await?;
    wait_for_lock(&mut connection, &migrator.table_name, LockWait::DEFAULT).await?;
    apply(&mut connection, migrator).await?;
    revoke_bookkeeping(&mut connection).await?;
    check_indexes(&mut connection).await?;
    connection.close().await?;
    Ok(())
}

async fn connect(url: &str, migrator: &Migrator) -> Result<PgConnection, MigrateError> {
    let mut options = parse_url(url)
        .map_err(|_| MigrateError::Url)?
        .application_name("kabinet-migrate")
        .options([("lock_timeout", LOCK_TIMEOUT)]);
    if let Some((schema, _)) = migrator.table_name.split_once('.') {
        options = options.options([("search_path", schema)]);
    }
    timeout(CONNECT_TIMEOUT, options.connect())
        .await
        .map_err(|_| MigrateError::ConnectTimeout)?
        .map_err(MigrateError::Connect)
}

async fn apply(connection: &mut PgConnection, migrator: &Migrator) -> Result<(), MigrateError> {
    let mut own = Migrator::with_migrations(migrator.iter().cloned().collect());
    own.dangerous_set_table_name(migrator.table_name.clone());
    // sqlx waits inside pg_advisory_lock, which deadlocks with CREATE INDEX CONCURRENTLY.
    own.set_locking(false);
    // A binary that was rolled back meets later migrations than its own.
    own.set_ignore_missing(true);
    // Migrator::run would make a future that cannot be spawned.
    own.run_direct(None, connection, false)
        .await
        .map_err(MigrateError::Apply)
}

/// Takes back what the default privileges gave the app role on sqlx's own table.
async fn revoke_bookkeeping(connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(
        "DO $revoke$
        DECLARE
            app_role CONSTANT text := current_schema() || '_app';
        BEGIN
            IF EXISTS (SELECT FROM pg_roles WHERE rolname = app_role) THEN
                EXECUTE format(
                    'REVOKE INSERT, UPDATE, DELETE ON _sqlx_migrations FROM %I', app_role
                );
            END IF;
        END
        $revoke$",
    )
    .execute(connection)
    .await?;
    Ok(())
}

async fn check_indexes(connection: &mut PgConnection) -> Result<(), MigrateError> {
    let invalid: Option<String> = sqlx::query_scalar(
        "SELECT class.relname::text
         FROM pg_catalog.pg_index AS index
         JOIN pg_catalog.pg_class AS class ON class.oid = index.indexrelid
         WHERE NOT index.indisvalid
           AND class.relnamespace = current_schema()::regnamespace
         ORDER BY class.relname
         LIMIT 1",
    )
    .fetch_optional(connection)
    .await?;
    invalid.map_or(Ok(()), |index| Err(MigrateError::InvalidIndex(index)))
}
