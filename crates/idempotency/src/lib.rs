//! A repeated request gets the answer of the first one.
//!
//! Owns the table `idempotency_record` of every service that uses it. Promises that of all requests
//! with one id, from one caller for one subject, one has an effect; that a repeat is answered from
//! what that one left behind; and that another body under the same id is refused. Bodies are
//! recognised by a keyed fingerprint, because a plain hash of a body with a password would let a
//! reader of the table try passwords. Never stores an answer: an outcome, which is kept as JSON, holds
//! ids, numbers and times only, and what is secret in an answer is derived again.

mod find;
mod record;
mod refusal;
mod request;
mod sweep;

use thiserror::Error;
use uuid::Uuid;

pub use find::find;
pub use record::{Recorded, record};
pub use request::{Fingerprints, Request};
pub use sweep::{RETENTION, sweep};

/// The table of this crate, which the first migration of a service contains word for word.
pub const DDL: &str = include_str!("../schema.sql");

/// Tells why a request cannot be recognised or remembered.
#[derive(Debug, Error)]
pub enum Error {
    /// The id was used before for another request.
    #[error("the request id was used for another request")]
    Reused,
    /// The outcome of an earlier request has another shape than this one's.
    #[error("corrupt row of idempotency_record: outcome of {request_id}")]
    Corrupt {
        /// The id that the caller gave.
        request_id: Uuid,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The database refused or did not answer.
    #[error("the idempotency records are out of reach")]
    Database(#[from] sqlx::Error),
}
