//! Shows a person their preferences.

use kabinet_env::id::AccountId;

use super::App;
use crate::{domain::preferences::Preferences, store};

/// Whose preferences.
#[derive(Debug)]
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
}

/// Says why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// The row cannot be had.
    #[error("reading the preferences")]
    Store(#[from] store::Error),
}

/// Shows what was stored, or the defaults.
pub(crate) async fn run(app: &App, input: Input) -> Result<Preferences, Error> {
    store::preference::read(&app.pool, input.account_id)
        .await?
        .ok_or(Error::NotFound)
}
