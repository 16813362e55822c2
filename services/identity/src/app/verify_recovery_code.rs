//! Checks the code of a recovery; a right one is changed for a ticket.
//!
//! Every step may be the last before a crash. Verification gives the proof of a right code again, and
//! the ticket is derived: a repeat gets the same one.

mod write;

use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use kabinet_proof::{Claims, Expected};
use kabinet_seal::token::SecretToken;
use thiserror::Error;

use super::App;
use super::client::Client;
use super::recovery::{self, Claim, binding, context, subject};
use crate::domain::recovery::{Progress, Recovery, Sending, State, View};
use crate::store;

/// Names of this service and of the purpose, as proofs have them.
const AUDIENCE: &str = "identity";
const PURPOSE: &str = "RECOVERY";

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) claim: Claim,
    pub(crate) code: String,
    pub(crate) client: Client,
}

pub(crate) struct Output {
    pub(crate) recovery: View,
    pub(crate) ticket: SecretToken,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such recovery")]
    NotFound,
    #[error("the recovery has ended")]
    Ended(State),
    #[error("no code is out any more")]
    NoCode,
    #[error("the code was not approved")]
    Verification(#[source] Failure),
    #[error("the proof of the code is not acceptable")]
    Proof(#[source] kabinet_proof::Error),
    #[error("the proof was used before")]
    ProofUsed,
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let (recovery, earlier) = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        let found = recovery::by_token(app, &mut connection, &input.claim).await?;
        let recovery = found.ok_or(Error::NotFound)?;
        (
            recovery,
            kabinet_idempotency::find(&mut connection, &input.request).await?,
        )
    };
    let view = if let Some(view) = earlier {
        view
    } else {
        let proof = prove(app, &recovery, &input).await?;
        write::run(app, &recovery, &proof, &input.request).await?
    };
    let ticket = app
        .vault
        .recovery_ticket(&recovery.kid, recovery.id)
        .map_err(store::Error::from)?;
    Ok(Output {
        recovery: view,
        ticket,
    })
}

async fn prove(app: &App, recovery: &Recovery, input: &Input) -> Result<Claims, Error> {
    match recovery.state {
        State::CodeDue | State::Verified => {}
        State::Completed | State::Canceled | State::Expired | State::Failed => {
            return Err(Error::Ended(recovery.state));
        }
    }
    let proof = check(app, recovery, input).await?;
    // Nobody was sent it and it was guessed, or the owner took it back.
    if recovery.sending == Sending::Withheld {
        return Err(Error::NoCode);
    }
    let expected = Expected {
        audience: AUDIENCE,
        purpose: PURPOSE,
        subject: &subject(recovery),
        payload_digest: binding(app, recovery)?.payload_digest,
    };
    app.proofs
        .verify(&proof, expected)
        .await
        .map_err(Error::Proof)
}

async fn check(app: &App, recovery: &Recovery, input: &Input) -> Result<String, Error> {
    let Progress::Out { handle } = &recovery.progress else {
        return Err(Error::NoCode);
    };
    let handle = app
        .vault
        .open_handle(recovery.id, handle)
        .map_err(store::Error::from)?;
    // Not the request: a repeat with another request id after a crash gets the same proof.
    let key = recovery.id.to_string();
    let (code, context) = (input.code.clone(), context(recovery, &input.client));
    app.peers
        .codes()
        .check(handle, code, binding(app, recovery)?, key, context)
        .await
        .map_err(Error::Verification)
}
