//! Removes an active link. The contract itself is not touched.

use kabinet_env::id::{AccountId, LinkId};
use kabinet_proto::types::v1::UnlinkCause;
use thiserror::Error;

use super::App;
use super::link_view::{self, View};
use super::notice::{self, Told};
use crate::domain::link::{EndReason, Link, LinkState};
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
    /// Language of the call.
    pub(crate) language: String,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error("the link is not active")]
    Unsuitable(LinkState),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input) -> Result<View, Error> {
    let link = find(app, &input).await?;
    if link.state == LinkState::Active {
        revoke(app, &link, &input.language).await?;
    }
    let link = find(app, &input).await?;
    match link.state {
        LinkState::Revoked => Ok(link_view::open(app, link)?),
        other => Err(Error::Unsuitable(other)),
    }
}

async fn find(app: &App, input: &Input) -> Result<Link, Error> {
    let found = link_view::find(app, input.account_id, input.link_id).await?;
    found.ok_or(Error::NotFound)
}

async fn revoke(app: &App, link: &Link, language: &str) -> Result<(), store::Error> {
    let now = app.env.now();
    let (account_id, link_id, reason) = (link.account_id, link.id, EndReason::Person);
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    let revoked =
        store::link_change::revoke(&mut transaction, account_id, link_id, reason, now).await?;
    if !revoked {
        // Another call was faster, and has told.
        return Ok(());
    }
    let told = Told {
        account_id,
        link_id,
        kind: link.kind,
        language,
    };
    notice::unlinked(&app.env, &mut transaction, &told, UnlinkCause::Person, now).await?;
    kabinet_database::commit(transaction, "subscriptions.unlink").await?;
    app.outbox.wake();
    tracing::info!(link.id = %link_id, account.id = %account_id, "link revoked");
    Ok(())
}
