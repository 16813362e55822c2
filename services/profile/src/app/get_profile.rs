//! Shows a person their profile.

use kabinet_env::id::AccountId;

use super::{App, open_person::open_person};
use crate::{
    domain::{access::Purpose, person::Person},
    store, vault,
};

/// Whose profile.
#[derive(Debug)]
pub(crate) struct Input {
    /// Account.
    pub(crate) account_id: AccountId,
    /// Who reads.
    pub(crate) reader: String,
}

/// Says why there is nothing to show.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// The person does not open.
    #[error("opening the person")]
    Vault(#[from] vault::Error),
    /// The person's row cannot be had.
    #[error("reading the person")]
    Store(#[from] store::Error),
}

/// Shows the person and notes the reading.
pub(crate) async fn run(app: &App, input: Input) -> Result<Person, Error> {
    let id = input.account_id;
    let access = app.access(input.reader, Purpose::OwnProfile);
    let row = store::person::read(&app.pool, id, &access)
        .await?
        .ok_or(Error::NotFound)?;
    let account = app.vault.account(id, &row.data_key)?;
    Ok(open_person(&account, &row)?)
}
