//! What tests share: real servers, databases of their own, counters, captures and keys.
//!
//! Owns: one ephemeral Postgres and one ephemeral Redis per test process, started by the first
//! test that asks and gone with the process; a database cloned for each test; channels in memory;
//! refusals held to the contract; codes of a verification without messages; sessions of an identity
//! without passwords; counters of statements and commands; what was logged; what was
//! exported; keys from seeds.
//!
//! Never: part of a running service, a fixed port. Everything here
//! panics where a test should fail.

mod call_as;
mod capture;
mod channel;
mod codes;
mod contract;
mod database;
mod failures;
mod identity;
mod keys;
mod observed;
mod otlp;
mod redis;
mod refused;
mod servers;
mod tokens;

pub use self::call_as::CallAs;
pub use self::capture::Capture;
pub use self::channel::{Incoming, in_memory, serve_in_memory};
pub use self::codes::{Asked, CodeCall, FakeCodes, Forgery, sign_action};
pub use self::contract::{held_to_contract, refusal};
pub use self::database::{StatementCount, TestDatabase};
pub use self::failures::{By, Failures};
pub use self::identity::FakeIdentity;
pub use self::keys::{key_ring, signing_keys};
pub use self::observed::observed_by;
pub use self::otlp::OtlpReceiver;
pub use self::redis::{CommandCount, TestRedis};
pub use self::refused::{refused, violations};
pub use self::tokens::{FakeKeys, FakeSessions, ISSUER, end_user, user_token};
