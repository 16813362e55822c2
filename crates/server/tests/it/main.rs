//! The server as its callers meet it: over a real connection, with a real contract.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod reflection;
mod requests;
mod running;
mod shutdown;
mod spans;
mod wire;
