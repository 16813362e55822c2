use super::{App, Failure};
use crate::domain::{Disclosure, Verification};
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

/// A verification and its messages.
pub(crate) struct Output {
    /// The verification.
    pub verification: Verification,
    /// Its messages, oldest first.
    pub deliveries: Vec<Shown>,
}

/// A message as the starter may see it.
pub(crate) enum Shown {
    /// What became of it.
    Told(Delivery),
    /// Only that it is one of the verification's messages.
    Concealed(Delivery),
}

/// Reads a verification and its messages.
pub(crate) async fn run(app: &App, input: Input) -> Result<Output, Error> {
    let handle = app.vault.open_handle(&input.handle).ok_or(Error::Missing)?;
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
    let show = match found.verification.disclosure {
        Disclosure::Open => Shown::Told,
        Disclosure::Concealed => Shown::Concealed,
    };
    Ok(Output {
        verification: found.verification,
        deliveries: deliveries.into_iter().map(show).collect(),
    })
}
