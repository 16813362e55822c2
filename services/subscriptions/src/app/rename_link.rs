//! Gives a link the person's own name.

use kabinet_env::id::{AccountId, LinkId};
use kabinet_idempotency::{Recorded, Request};
use thiserror::Error;

use super::App;
use super::link_view::{self, View};
use crate::domain::label::Label;
use crate::domain::link::{Link, LinkState};
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
    /// Nothing takes the name away.
    pub(crate) label: Option<Label>,
    /// Version that was read.
    pub(crate) etag: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error("the link has ended")]
    Unsuitable(LinkState),
    #[error("the link has changed since it was read")]
    Etag,
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let link = find(app, &input).await?;
    rename(app, &input, &link, request).await?;
    Ok(link_view::open(app, find(app, &input).await?)?)
}

async fn find(app: &App, input: &Input) -> Result<Link, Error> {
    let found = link_view::find(app, input.account_id, input.link_id).await?;
    found.ok_or(Error::NotFound)
}

async fn rename(app: &App, input: &Input, link: &Link, request: &Request) -> Result<(), Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let recorded = kabinet_idempotency::record(&mut transaction, request, &link.id, now).await?;
    if let Recorded::Replay(_) = recorded {
        return Ok(());
    }
    match link.state {
        LinkState::PendingProof | LinkState::Active => {}
        ended => return Err(Error::Unsuitable(ended)),
    }
    if link.version.to_string() != input.etag {
        return Err(Error::Etag);
    }
    let label = input.label.as_ref();
    let label = label.map(|label| app.vault.seal_label(link.account_id, link.id, label));
    let renamed = store::link::rename(&mut transaction, link, label.as_deref(), now).await?;
    if !renamed {
        // Another call was faster.
        return Err(Error::Etag);
    }
    kabinet_database::commit(transaction, "subscriptions.rename_link")
        .await
        .map_err(store::Error::from)?;
    Ok(())
}
