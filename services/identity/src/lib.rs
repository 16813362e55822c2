//! Accounts, login names, passwords, registration, sessions and tokens, recovery, security events.
//!
//! Owns who may log in and with what. Promises that of two registrations with one login name exactly
//! one wins, that a registration becomes one account or none whatever dies in between, that unknown,
//! locked and wrong look alike at a login and at a recovery, and that no password, token, login name or contact stands in clear
//! anywhere. Never stores a name, a birth date, a phone number or an e-mail address.

mod app;
mod config;
mod domain;
mod jobs;
mod passwords;
mod peers;
mod revocations;
mod rpc;
mod server;
mod store;
mod throttle;
mod vault;

pub use config::Config;
pub use passwords::HashCount;
pub use peers::Peers;
pub use rpc::SERVICES;
pub use server::{Prepared, Server};
pub use vault::KeyRings;

/// The schema's migrations.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
