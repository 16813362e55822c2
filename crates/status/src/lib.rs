//! Refusals: what a caller is told when a call does not succeed.
//!
//! Owns the shape of every error on the wire: `google.rpc.Status` with `ErrorInfo` and, where they
//! apply, `BadRequest`, `RetryInfo` and `PreconditionFailure`. Promises `RetryInfo` on every
//! `RESOURCE_EXHAUSTED` and `UNAVAILABLE`. Never puts anything internal on the wire: causes go to the
//! log.

mod log;
pub mod read;
mod refusal;

pub use log::{log_degraded, log_internal};
pub use refusal::Refusal;
