//! One-time codes that bind a person to a contact for one purpose, and the delivery of every message
//! that the suite sends.
//!
//! Owns codes and their limits (Redis), the ledger of verifications and the queues of codes and
//! notices (Postgres), and every connection to a mail server or message centre.
//!
//! Promises: a code is approved at most once; an attempt is counted before a code is compared; a
//! message that was queued is submitted at least once or ends visibly; codes go before all other
//! messages; no code or action token, and no destination in clear, is in any key, row, log line or
//! span.
//!
//! Never knows what a confirmation is for, beyond an opaque purpose and digest; never calls another
//! service.

mod app;
mod codes;
mod config;
mod delivery;
mod domain;
mod jobs;
mod rpc;
mod server;
mod store;
mod vault;

pub use codes::CodesConfig;
pub use config::{Config, DeliveryConfig};
pub use delivery::{Security, SmppConfig, SmtpConfig, Wording, WorkerSettings};
pub use domain::{Policy, SendLimits};
pub use rpc::SERVICES;
pub use server::Server;

/// The schema's migrations.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();
