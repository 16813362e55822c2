//! What the service does: one file per use case.

pub(crate) mod abort_snapshot;
pub(crate) mod batch_get_balances;
pub(crate) mod begin_snapshot;
pub(crate) mod cancel_link;
pub(crate) mod code;
pub(crate) mod commit_snapshot;
pub(crate) mod expire_links;
pub(crate) mod get_link;
pub(crate) mod get_service;
pub(crate) mod get_snapshot;
pub(crate) mod import_snapshot;
pub(crate) mod link_view;
pub(crate) mod list_bills;
pub(crate) mod list_links;
pub(crate) mod list_service_kinds;
pub(crate) mod list_services;
mod notice;
mod open_view;
pub(crate) mod rename_link;
mod renew_code;
pub(crate) mod resend_challenge;
pub(crate) mod start_link;
pub(crate) mod submit_proof;
pub(crate) mod switch_challenge;
pub(crate) mod unlink;

use std::sync::Arc;
use std::time::Duration;

use kabinet_env::Env;
use kabinet_outbox::Wake;
use kabinet_proof::Verifier;
use sqlx::PgPool;

use crate::domain::catalog::Catalog;
use crate::domain::limits::Limits;
use crate::domain::sources::BillingSources;
use crate::peers::Peers;
use crate::vault::Vault;

/// Everything that use cases work with.
pub(crate) struct App {
    pub(crate) env: Env,
    pub(crate) pool: PgPool,
    pub(crate) vault: Vault,
    /// What can be linked.
    pub(crate) catalog: Arc<Catalog>,
    /// Billing systems that may write.
    pub(crate) sources: BillingSources,
    pub(crate) limits: Limits,
    /// How long a link waits for its proof.
    pub(crate) link_lifetime: Duration,
    /// How long a contract has had its contact before the contact proves anything.
    pub(crate) contact_age: Duration,
    pub(crate) peers: Peers,
    pub(crate) proofs: Verifier,
    /// Announces new events to the relay.
    pub(crate) outbox: Wake,
}
