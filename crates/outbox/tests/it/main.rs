//! The outbox, its relays and the sink's memory against a real Postgres.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod crash;
mod delivery;
mod outbox;
mod parallel;
mod parked;
mod poison;
mod sink;
mod trace;

use outbox::Outbox;
