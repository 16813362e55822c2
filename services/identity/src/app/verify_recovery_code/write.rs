//! The transaction that decides: a proof has one effect, and a repeat finds it.

use kabinet_idempotency::{Recorded, Request};
use kabinet_proof::Claims;

use super::super::App;
use super::Error;
use crate::domain::recovery::{Recovery, State, TICKET_LIFETIME, View};
use crate::store;

pub(super) async fn run(
    app: &App,
    recovery: &Recovery,
    proof: &Claims,
    request: &Request,
) -> Result<View, Error> {
    let now = app.env.now();
    let ticket = app
        .vault
        .recovery_ticket(&recovery.kid, recovery.id)
        .map_err(store::Error::from)?;
    let (hash, expire_time) = (ticket.sha256(), now + TICKET_LIFETIME);
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let verified =
        store::recovery_step::verify(&mut transaction, recovery, &hash, now, expire_time).await?;
    if verified && !store::proof::consume(&mut transaction, proof.verification_id, now).await? {
        return Err(Error::ProofUsed);
    }
    let current = store::recovery::find(&mut transaction, recovery.id, now).await?;
    let view = view(app, &current.ok_or(Error::NotFound)?)?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut transaction, request, &view, now).await?
    {
        return Ok(earlier);
    }
    kabinet_database::commit(transaction, "identity.verify_recovery_code")
        .await
        .map_err(store::Error::from)?;
    tracing::info!(recovery.id = %recovery.id, account.id = %recovery.account_id, "recovery verified");
    Ok(view)
}

fn view(app: &App, recovery: &Recovery) -> Result<View, Error> {
    match (recovery.state, recovery.view(app.recovery_demand)) {
        (State::Verified, Some(view)) => Ok(view),
        // Taken back since it was read.
        (State::CodeDue, _) => Err(Error::NoCode),
        (ended, _) => Err(Error::Ended(ended)),
    }
}
