//! Sends snapshots to a server that fails on demand.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod observer;
mod operator;
mod round_trip;
mod sending;
mod server;
