//! Starts a recovery: the row first, then where its code goes, then the code.
//!
//! Whoever the identifier leads to, and whether to anybody, the statements and calls are the same:
//! nobody learns from the work that is done whether there is an account. Every step may be the last
//! before a crash; a repeat of the call goes on where it stopped.

mod aim;
mod begin;
mod send;

use kabinet_domain::Channel;
use kabinet_env::id::RecoveryId;
use kabinet_idempotency::Request;
use kabinet_peer::Failure;
use kabinet_seal::token::SecretToken;
use thiserror::Error;

use super::App;
use super::client::Client;
use crate::domain::recovery::{Progress, Recovery, State, View};
use crate::store;
use crate::throttle::Limited;

pub(crate) struct Input {
    pub(crate) request: Request,
    pub(crate) identifier: String,
    pub(crate) channel: Channel,
    pub(crate) client: Client,
}

pub(crate) struct Output {
    pub(crate) recovery: View,
    pub(crate) token: SecretToken,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the recovery ended before its code was out")]
    Ended(State),
    #[error("the contacts could not be resolved")]
    Profile(#[source] Failure),
    #[error("the code was not issued")]
    Verification(#[source] Failure),
    #[error(transparent)]
    Limited(#[from] Limited),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let id = begin::run(app, &input).await?;
    let mut recovery = find(app, id).await?;
    if recovery.progress == Progress::Aimless {
        aim::run(app, &recovery, &input).await?;
        recovery = find(app, id).await?;
    }
    let code = match recovery.code {
        Some(code) => code,
        None => send::run(app, &recovery, &input.client).await?,
    };
    let token = app
        .vault
        .recovery_token(&recovery.kid, id)
        .map_err(store::Error::from)?;
    Ok(Output {
        recovery: recovery.first_view(code),
        token,
    })
}

/// Finds the recovery of a request; it is kept for longer than the request is remembered.
async fn find(app: &App, id: RecoveryId) -> Result<Recovery, store::Error> {
    let mut connection = app.pool.acquire().await?;
    let found = store::recovery::find(&mut connection, id, app.env.now()).await?;
    let (table, column) = ("identity.idempotency_record", "outcome");
    found.ok_or_else(|| store::corrupt(table, column, id.uuid()))
}
