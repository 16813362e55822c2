//! Compares what somebody says about a person with what the person said.

use std::fmt;

use kabinet_env::id::AccountId;

use super::App;
use crate::{
    domain::{access::Purpose, claim::Claim},
    store, vault,
};

/// What is said about whom.
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
    /// What is said.
    pub(crate) claim: Claim,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why there is no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The person does not open.
    #[error("opening the person")]
    Vault(#[from] vault::Error),
    /// The person's row cannot be had.
    #[error("reading the person")]
    Store(#[from] store::Error),
}

/// Tells whether all of it is the person's, and notes the reading; an account that nobody has takes
/// the same work.
pub(crate) async fn run(app: &App, input: Input) -> Result<bool, Error> {
    let id = input.account_id;
    let access = app.access(input.reader, Purpose::Match);
    let row = store::person::read(&app.pool, id, &access).await?;
    let (known, person) = match row {
        Some(row) => {
            let account = app.vault.account(id, &row.data_key)?;
            (true, account.open_person(&row.personal_data)?)
        }
        None => (false, app.vault.open_nobody(&app.stand_in)?),
    };
    let is_hers = input.claim.is_of(&person);
    Ok(known && is_hers)
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input")
            .field("account_id", &self.account_id)
            .finish_non_exhaustive()
    }
}
