//! Shows a link of the account.

use kabinet_env::id::{AccountId, LinkId};
use thiserror::Error;

use super::App;
use super::link_view::{self, View};
use crate::store;

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(
    app: &App,
    account_id: AccountId,
    link_id: Option<LinkId>,
) -> Result<View, Error> {
    let link = link_view::find(app, account_id, link_id).await?;
    Ok(link_view::open(app, link.ok_or(Error::NotFound)?)?)
}
