//! Use cases, one per file.

mod backlog;
pub(crate) mod cancel_verification;
pub(crate) mod check_code;
pub(crate) mod get_delivery;
pub(crate) mod get_verification;
mod outcomes;
mod request;
mod reseed;
pub(crate) mod resend_code;
pub(crate) mod send_notice;
pub(crate) mod start_verification;
pub(crate) mod switch_channel;
mod wake;

use std::sync::Arc;

use kabinet_env::Env;

use crate::codes::{self, Codes};
use crate::delivery::Templates;
use crate::domain::Policies;
use crate::store::{self, Ledger};
use crate::vault::{self, Vault};

pub(crate) use backlog::Backlog;
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
    pub vault: Vault,
    /// The numbers of every purpose.
    pub policies: Arc<Policies>,
    /// What messages say.
    pub templates: Arc<Templates>,
    /// Records and limits.
    pub codes: Codes,
    /// Ledger and queue.
    pub ledger: Ledger,
    /// Outcomes on their way to the ledger.
    pub outcomes: Outcomes,
    /// How many notices wait.
    pub backlog: Arc<Backlog>,
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
    Ledger(#[from] store::Error),
    /// The counters are being built again.
    #[error("the counters are being built again")]
    Reseeding,
    /// Sealed data cannot be read.
    #[error("sealed data cannot be read")]
    Vault(#[from] vault::Error),
    /// A key went out of use between two steps of one call.
    #[error("a key went out of use within a call")]
    KeyGone,
}
