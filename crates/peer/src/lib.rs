//! How a service of the suite calls another one.
//!
//! Owns the connection to a peer, the deadline of every call, who the caller says it is, the span
//! of the call, the reading of a failed one, and what of it the caller hears.
//!
//! Promises: a call ends within its deadline, its answer's body included. Never retries: whether a
//! repeat is safe is known where the call is made.

mod body;
mod call;
mod connection;
mod endpoint;
mod failure;
mod pass_on;
mod peer;

pub use endpoint::{parse_endpoint, read_endpoint};
pub use failure::Failure;
pub use pass_on::pass_on;
pub use peer::{DEFAULT_DEADLINE, Peer};
