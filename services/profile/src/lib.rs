//! Who the person is, how to reach them, and who looked.
//!
//! Owns the person (names, birth date, region), the contact points with their state, and the
//! drafts of registrations; all of it sealed at rest, found by blind indexes, and every reading
//! noted. Promises one person per account, made once from the draft that was confirmed. Never
//! decides who may log in, and never talks to a mail or SMS server.

mod app;
mod config;
mod domain;
mod jobs;
mod peers;
mod rpc;
mod server;
mod store;
mod timestamp;
mod vault;

pub use config::Config;
pub use peers::Peers;
pub use rpc::SERVICES;
pub use server::Server;

/// The schema's migrations.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
