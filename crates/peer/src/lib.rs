//! How a service of the suite calls another one.
//!
//! Owns the connection to a peer, the deadline of every call, who the caller says it is, the span
//! of the call, and the reading of a failed one.
//!
//! Promises: a call ends within its deadline, its answer's body included. Never retries: whether a
//! repeat is safe is known where the call is made.

mod body;
mod call;
mod connection;
mod endpoint;
mod failure;
mod peer;

pub use endpoint::{parse_endpoint, read_endpoint};
pub use failure::Failure;
pub use peer::{DEFAULT_DEADLINE, Peer};
