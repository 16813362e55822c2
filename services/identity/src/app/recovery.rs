//! What the steps of a recovery have in common.

use std::time::Duration;

use kabinet_codes::{Binding, Purpose};
use kabinet_env::id::RecoveryId;
use kabinet_proto::types::v1::ClientContext;
use kabinet_seal::equal;
use sqlx::PgConnection;

use super::App;
use super::client::Client;
use crate::domain::recovery::{Lane, Recovery};
use crate::store;
use crate::vault::Vault;

/// Time over which codes and attempts at personal data are counted.
pub(super) const DAY: Duration = Duration::from_hours(24);

/// What every call after the first shows: the token beside a code, the ticket after it.
pub(crate) struct Claim {
    /// Nothing when the id is not one.
    pub(crate) recovery_id: Option<RecoveryId>,
    pub(crate) secret: String,
}

/// Finds the recovery of a token; a wrong one looks like no recovery.
pub(super) async fn by_token(
    app: &App,
    connection: &mut PgConnection,
    claim: &Claim,
) -> Result<Option<Recovery>, store::Error> {
    let hash = Vault::recovery_hash(&claim.secret);
    let found = find(app, connection, claim).await?;
    Ok(found.filter(|recovery| equal(&recovery.token_hash, &hash)))
}

/// Finds the recovery of a ticket; a wrong one looks like no recovery.
pub(super) async fn by_ticket(
    app: &App,
    connection: &mut PgConnection,
    claim: &Claim,
) -> Result<Option<Recovery>, store::Error> {
    let hash = Vault::recovery_hash(&claim.secret);
    let found = find(app, connection, claim).await?;
    Ok(found.filter(|recovery| {
        let ticket = recovery.ticket_hash.as_ref();
        ticket.is_some_and(|ticket| equal(ticket, &hash))
    }))
}

async fn find(
    app: &App,
    connection: &mut PgConnection,
    claim: &Claim,
) -> Result<Option<Recovery>, store::Error> {
    let Some(id) = claim.recovery_id else {
        return Ok(None);
    };
    store::recovery::find(connection, id, app.env.now()).await
}

/// Binds a code to its recovery.
pub(super) fn binding(app: &App, recovery: &Recovery) -> Result<Binding, store::Error> {
    let derived = app.vault.recovery_binding(&recovery.kid, recovery.id)?;
    Ok(Binding {
        purpose: Purpose::Recovery,
        subject: subject(recovery),
        payload_digest: derived.payload_digest,
        check_secret: derived.check_secret,
    })
}

/// What verification hears of the device. Not the network of a known one: it is limited by itself, and
/// strangers in its network do not keep its codes from it.
pub(super) fn context(recovery: &Recovery, client: &Client) -> ClientContext {
    let mut context = client.context.clone();
    match recovery.lane {
        Lane::Device => context.network_address.clear(),
        Lane::Stranger => {}
    }
    context
}

/// Names whom wrong codes count against. Each known device has a name of its own, so that
/// nobody else locks it out.
pub(super) fn subject(recovery: &Recovery) -> String {
    format!("{}/{}", recovery.subject_id, recovery.lane.as_str())
}
