//! The way to Postgres that every service takes.
//!
//! Owns pools, migrations, roles, the one beginning of a transaction, the one commit with its crash
//! points, the one retry of serialization failures and the one loop of every sweeper. Promises that
//! making a pool waits for nobody, that every statement, lock and open transaction has a bound, that a
//! call that is given up leaves none open, and that an unreachable database can be told from a defect.
//! Never knows a table of a service.

mod begin;
mod commit;
mod config;
mod failure;
mod migrate;
mod pool;
mod retention;
mod retry;
mod roles;
mod schema;
mod url;

pub use begin::begin;
pub use commit::commit;
pub use config::DatabaseConfig;
pub use failure::{constraint, is_serialization_failure, is_unavailable};
pub use migrate::{MigrateError, migrate};
pub use pool::{connect, connect_reserving};
pub use retention::drain;
pub use retry::retry_serialization;
pub use roles::{Passwords, ROLES_SQL, RolesError, SERVICES, create_roles, roles_sql};
pub use schema::{SchemaMismatch, schema_is_current};
pub use url::InvalidUrl;
