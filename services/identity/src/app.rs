//! What the service does: one file per use case.

pub(crate) mod abandon_registration;
pub(crate) mod action;
pub(crate) mod assess;
pub(crate) mod cancel_recovery;
pub(crate) mod change_password;
pub(crate) mod check_login;
pub(crate) mod check_password;
pub(crate) mod client;
pub(crate) mod complete_recovery;
pub(crate) mod confirm_registration;
mod end_access;
pub(crate) mod expire;
pub(crate) mod follow_contacts;
pub(crate) mod get_login;
pub(crate) mod get_registration;
pub(crate) mod grant;
pub(crate) mod introspect;
pub(crate) mod limits;
pub(crate) mod list_security_events;
pub(crate) mod list_sessions;
pub(crate) mod login;
pub(crate) mod match_personal_data;
pub(crate) mod new_password;
mod notice;
mod opening;
mod outbox;
pub(crate) mod page;
pub(crate) mod reauthenticate;
pub(crate) mod receive_event;
pub(crate) mod recovery;
pub(crate) mod refresh_session;
pub(crate) mod remind_login;
pub(crate) mod report_not_me;
pub(crate) mod resume;
pub(crate) mod revoke_all_sessions;
pub(crate) mod revoke_session;
pub(crate) mod send_confirmation;
pub(crate) mod start_recovery;
pub(crate) mod start_registration;
mod submission;
pub(crate) mod submit_contacts;
pub(crate) mod submit_personal_data;
pub(crate) mod verify_recovery_code;
pub(crate) mod watch_revocations;

use std::sync::Arc;
use std::time::Duration;

use kabinet_access::TokenVerifier;
use kabinet_env::Env;
use kabinet_outbox::Wake;
use kabinet_proof::Verifier;
use sqlx::PgPool;
use tokio_util::task::TaskTracker;

use crate::domain::guide::Guide;
use crate::domain::recovery::Demand;
use crate::domain::reserved::Reserved;
use crate::domain::session::Lifetimes;
use crate::passwords::Passwords;
use crate::peers::Peers;
use crate::revocations::Revocations;
use crate::throttle::Throttle;
use crate::vault::Vault;
use assess::Judge;
use limits::Limits;

/// Everything that use cases work with.
pub(crate) struct App {
    pub(crate) pool: PgPool,
    pub(crate) env: Env,
    pub(crate) vault: Arc<Vault>,
    pub(crate) passwords: Passwords,
    pub(crate) throttle: Throttle,
    pub(crate) limits: Limits,
    pub(crate) reserved: Reserved,
    pub(crate) judge: Judge,
    pub(crate) guide: Guide,
    pub(crate) lifetimes: Lifetimes,
    pub(crate) registration_lifetime: Duration,
    pub(crate) recovery_demand: Demand,
    pub(crate) peers: Peers,
    pub(crate) proofs: Verifier,
    pub(crate) tokens: Arc<TokenVerifier>,
    pub(crate) outbox: Wake,
    pub(crate) revocations: Revocations,
    /// Work that no answer waits for.
    pub(crate) background: TaskTracker,
}
