//! Pools, migrations, roles and retries against a real Postgres.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod begin;
mod commit;
mod migrate;
mod migration;
mod pool;
mod retry;
mod roles;
mod schema;

use kabinet_testkit::TestDatabase;

async fn database() -> TestDatabase {
    TestDatabase::new("identity", &migration::BOOK).await
}
