//! Gives up a link that waits for its proof.

use kabinet_env::id::{AccountId, LinkId};
use thiserror::Error;

use super::App;
use super::link_view::{self, View};
use crate::domain::link::{EndReason, LinkState};
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error("the link waits for no proof")]
    Unsuitable(LinkState),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let now = app.env.now();
    let link_id = input.link_id.ok_or(Error::NotFound)?;
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let ended = store::link_change::end_pending(
        &mut transaction,
        input.account_id,
        link_id,
        LinkState::Cancelled,
        EndReason::Person,
        now,
    )
    .await?;
    if ended {
        kabinet_database::commit(transaction, "subscriptions.cancel_link")
            .await
            .map_err(store::Error::from)?;
    } else {
        transaction.rollback().await.map_err(store::Error::from)?;
    }
    let link = link_view::find(app, input.account_id, Some(link_id)).await?;
    let link = link.ok_or(Error::NotFound)?;
    match link.state {
        LinkState::Cancelled => Ok(link_view::open(app, link)?),
        other => Err(Error::Unsuitable(other)),
    }
}
