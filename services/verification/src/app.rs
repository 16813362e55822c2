//! Use cases, one per file.

pub(crate) mod cancel_verification;
pub(crate) mod check_code;
pub(crate) mod get_verification;
mod outcomes;
mod request;
mod reseed;
pub(crate) mod resend_code;
pub(crate) mod start_verification;
pub(crate) mod switch_channel;
mod wake;

use std::sync::Arc;

use kabinet_env::Env;

use crate::codes::{self, Codes};
use crate::domain::{DestinationError, Policy, Secrets};
use crate::store::Ledger;

pub(crate) use outcomes::{Observed, Outcomes};
pub(crate) use request::Request;
pub(crate) use reseed::Reseeder;
pub(crate) use wake::Wake;

/// Everything that a use case needs.
#[derive(Clone)]
pub(crate) struct App {
    /// Clock and randomness.
    pub env: Env,
    /// The service's keys.
    pub secrets: Secrets,
    /// The numbers.
    pub policy: Arc<Policy>,
    /// Records and limits.
    pub codes: Codes,
    /// Ledger and queue.
    pub ledger: Ledger,
    /// Outcomes on their way to the ledger.
    pub outcomes: Outcomes,
    /// Wakes the delivery workers.
    pub wake: Arc<Wake>,
    /// Builds lost counters again.
    pub reseeder: Arc<Reseeder>,
}

/// Why a use case could not be carried out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// Redis failed.
    #[error("the record of a code was not reached")]
    Codes(#[from] codes::Error),
    /// Postgres failed.
    #[error("the ledger was not reached")]
    Ledger(#[from] sqlx::Error),
    /// The counters are being built again.
    #[error("the counters are being built again")]
    Reseeding,
    /// A stored destination does not open.
    #[error("a stored destination cannot be read")]
    Destination(#[from] DestinationError),
    /// A key went out of use between two steps of one call.
    #[error("a key went out of use within a call")]
    KeyGone,
}
