use super::{App, Failure};
use crate::domain::Verification;
use crate::store::Delivery;

/// A verification that is asked for.
pub(crate) struct Input {
    /// Name of the calling service.
    pub caller: String,
    /// Handle of the verification.
    pub handle: String,
}

/// Why it is not shown.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// No such verification of this caller.
    #[error("no such verification")]
    Missing,
    /// Something failed.
    #[error("a verification was not read")]
    Failure(#[from] Failure),
}

/// Reads a verification and its messages.
pub(crate) async fn run(app: &App, input: Input) -> Result<(Verification, Vec<Delivery>), Error> {
    let handle = app
        .secrets
        .open_handle(&input.handle)
        .ok_or(Error::Missing)?;
    let found = app
        .codes
        .get(&handle, &input.caller)
        .await
        .map_err(Failure::from)?
        .ok_or(Error::Missing)?;
    let deliveries = app
        .ledger
        .deliveries(handle.verification_id)
        .await
        .map_err(Failure::from)?;
    Ok((found.verification, deliveries))
}
