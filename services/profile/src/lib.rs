//! Who the person is, how to reach them, what they are told, and who looked.
//!
//! Owns the person (names, birth date, region), the contact points with their state and their
//! changes, and the drafts of registrations; all of it sealed at rest, found by blind indexes, and
//! every reading noted. Owns preferences and the inbox of notices. Promises one person per account,
//! made once from the draft that was confirmed; each notice once in the inbox; and that a confirmed
//! contact stands until its replacement is confirmed, and again when its owner takes that back.
//! Never decides who may log in, and never talks to a mail or SMS server.

mod app;
mod config;
mod domain;
mod jobs;
mod peers;
mod rpc;
mod server;
mod store;
mod vault;

pub use config::Config;
pub use peers::Peers;
pub use rpc::SERVICES;
pub use server::Server;

/// The schema's migrations.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
