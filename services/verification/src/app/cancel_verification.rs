use super::{App, Failure, Observed};
use crate::codes::Cancelled;
use crate::domain::State;
use crate::store::Ended;

/// A verification that is to end.
pub(crate) struct Input {
    /// Name of the calling service.
    pub caller: String,
    /// Handle of the verification.
    pub handle: String,
}

/// Why it did not.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// No such verification of this caller.
    #[error("no such verification")]
    Missing,
    /// Something failed.
    #[error("a verification was not cancelled")]
    Failure(#[from] Failure),
}

/// Ends a verification; one that has ended stays as it is.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let handle = app.vault.open_handle(&input.handle).ok_or(Error::Missing)?;
    let cancelled = app
        .codes
        .cancel(&handle, &input.caller)
        .await
        .map_err(Failure::from)?;
    match cancelled {
        Cancelled::Now { id, attempts, time } => {
            app.outcomes.tell(Observed::Ended(Ended {
                id,
                state: State::Canceled,
                attempts: Some(attempts),
                time,
            }));
            Ok(())
        }
        Cancelled::Before => Ok(()),
        Cancelled::Missing => Err(Error::Missing),
    }
}
