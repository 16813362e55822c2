//! Tells profile a login name that is to be sent to its owner.

use kabinet_env::id::AccountId;
use thiserror::Error;

use super::App;
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("no such account")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, account_id: Option<AccountId>) -> Result<String, Error> {
    let id = account_id.ok_or(Error::NotFound)?;
    let account = {
        let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
        store::account::find(&mut connection, id).await?
    };
    let account = account.ok_or(Error::NotFound)?;
    let key = app
        .vault
        .open_account_key(id, &account.wrapped_key)
        .map_err(store::Error::from)?;
    let login = key
        .open_login(id, &account.sealed_login)
        .map_err(store::Error::from)?;
    tracing::info!(account.id = %id, "login name told to profile");
    Ok(login)
}
