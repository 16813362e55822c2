//! Which of the operator's services belong to a person, and what state and balance each has.
//!
//! Owns the mirror of the contracts that billing systems send, the links between accounts and
//! contracts, and the catalog of what can be linked. Promises that only an active link reads a
//! contract, that a contract is linked by proof alone, and that no answer tells a stranger whether a
//! number exists. Never decides what a contract is: the billing systems do.

mod app;
mod config;
mod domain;
mod jobs;
mod peers;
mod rpc;
mod server;
mod store;
mod vault;
mod wire;

pub use config::Config;
pub use peers::Peers;
pub use rpc::SERVICES;
pub use server::Server;

/// The schema's migrations.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
