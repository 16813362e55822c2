//! Action tokens of messages.

use kabinet_proof::InvalidProof;
use kabinet_proof::action::{Action, ActionKind};
use thiserror::Error;

use super::App;
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the token is not good for this")]
    Invalid(#[source] InvalidProof),
    #[error("nobody has the account of the token")]
    NoAccount,
    #[error("the token cannot be checked now")]
    Unavailable,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

/// Accepts a token that verification signed for this kind of action.
pub(super) async fn accept(app: &App, token: &str, kind: ActionKind) -> Result<Action, Error> {
    let verified = app.proofs.verify_action(token, kind).await;
    verified.map_err(|error| match error {
        kabinet_proof::Error::Invalid(invalid) => Error::Invalid(invalid),
        kabinet_proof::Error::Unavailable => Error::Unavailable,
    })
}
