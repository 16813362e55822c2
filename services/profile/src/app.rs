//! One file per use case.

pub(crate) mod activate_draft;
pub(crate) mod confirm_contact_point;
mod contact_code;
mod contacts_event;
pub(crate) mod discard_draft;
mod draft_write;
pub(crate) mod get_preferences;
pub(crate) mod get_profile;
pub(crate) mod list_contact_points;
pub(crate) mod list_inbox;
pub(crate) mod list_regions;
pub(crate) mod match_personal_data;
mod new_change;
pub(crate) mod notify;
mod once;
mod open_person;
pub(crate) mod page;
pub(crate) mod put_contacts;
pub(crate) mod put_personal_data;
pub(crate) mod receive_event;
pub(crate) mod replace_contact_point;
pub(crate) mod resolve_contacts;
pub(crate) mod resolve_draft_contact;
pub(crate) mod send_notice;
mod shown_contact;
pub(crate) mod start_confirmation;
mod tell;
pub(crate) mod undo_contact_change;
pub(crate) mod update_preferences;
pub(crate) mod update_profile;

use std::sync::Arc;

use kabinet_env::Env;
use kabinet_outbox::Wake;
use kabinet_proof::Verifier;
use kabinet_seal::PageTokens;
use sqlx::PgPool;

use crate::{
    domain::{
        access::{Access, Purpose},
        admission::Admission,
    },
    peers::Peers,
    vault::{StandIn, Vault},
};

/// What use cases work with.
#[derive(Clone)]
pub(crate) struct App {
    /// Time, randomness and ids.
    pub(crate) env: Env,
    /// The service's schema.
    pub(crate) pool: PgPool,
    /// The service's keys.
    pub(crate) vault: Vault,
    /// Whom the operator takes.
    pub(crate) admission: Admission,
    /// Stands in for whom nobody knows.
    pub(crate) stand_in: Arc<StandIn>,
    /// Checks what verification has signed.
    pub(crate) proofs: Verifier,
    /// The other services.
    pub(crate) peers: Peers,
    /// Page tokens of `ListRegions`.
    pub(crate) region_pages: PageTokens,
    /// Page tokens of `ListInbox`.
    pub(crate) inbox_pages: PageTokens,
    /// Announces new events to the relay.
    pub(crate) outbox: Wake,
}

impl App {
    /// Describes a reading of personal data that happens now.
    fn access(&self, reader: String, purpose: Purpose) -> Access {
        Access {
            id: self.env.uuid_v7(),
            reader,
            purpose,
            trace_id: trace_id(),
            time: self.env.now(),
        }
    }
}

/// Returns the id of the trace that the call belongs to (W3C trace context, second field).
fn trace_id() -> Option<String> {
    let traceparent = kabinet_telemetry::current_traceparent()?;
    traceparent.split('-').nth(1).map(str::to_owned)
}
