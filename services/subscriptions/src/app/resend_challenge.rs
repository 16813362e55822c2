//! Has a code sent again; a new one where the old one is past use.

use kabinet_codes::Issued;
use kabinet_env::id::{AccountId, LinkId};
use kabinet_idempotency::{Recorded, Request};
use kabinet_peer::Failure;
use kabinet_proto::types::v1::ClientContext;
use thiserror::Error;

use super::App;
use super::code;
use super::link_view::{self, View};
use super::renew_code::{self, Verdict};
use crate::domain::challenge::Progress;
use crate::domain::link::{EndReason, Link, LinkState};
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
    pub(crate) client: ClientContext,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the account has no such link")]
    NotFound,
    #[error("the link waits for no code")]
    Unsuitable(LinkState),
    #[error("verification does not send the code")]
    Verification(#[source] Failure),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

impl From<code::Error> for Error {
    fn from(error: code::Error) -> Self {
        match error {
            code::Error::Verification(failure) => Self::Verification(failure),
            code::Error::Storage(error) => Self::Storage(error),
        }
    }
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let link = find(app, input.account_id, input.link_id).await?;
    if was_done(app, request).await? {
        return Ok(link_view::open(app, link)?);
    }
    waiting(&link)?;
    resend(app, &link, &input.client, request).await?;
    answer(app, &link).await
}

/// Sends the newest code again.
pub(super) async fn resend(
    app: &App,
    link: &Link,
    client: &ClientContext,
    request: &Request,
) -> Result<(), Error> {
    let challenge = code::newest(link)?;
    let Progress::Out { handle, .. } = &challenge.progress else {
        code::bring_out(app, link, client).await?;
        return note(app, link, None, request).await;
    };
    let number = challenge.number;
    let handle = app
        .vault
        .open_handle(link.account_id, link.id, number, handle)
        .map_err(store::Error::from)?;
    let own = request.request_id();
    let request_id = code::step(link, &format!("resend/{number}/{own}"));
    let answer = app
        .peers
        .codes()
        .resend(request_id, handle, client.clone())
        .await;
    match answer {
        Ok(issued) => note(app, link, Some((number, issued)), request).await,
        Err(failure) => after_refusal(app, link, failure, challenge.channel, client, request).await,
    }
}

/// Does what a refusal asks for: another code over the channel, the end of the link, or the refusal.
pub(super) async fn after_refusal(
    app: &App,
    link: &Link,
    failure: Failure,
    channel: kabinet_domain::Channel,
    client: &ClientContext,
    request: &Request,
) -> Result<(), Error> {
    match renew_code::judge(failure) {
        Verdict::PastUse => {
            renew_code::renew(app, link, channel, client).await?;
            note(app, link, None, request).await
        }
        Verdict::AttemptsSpent => {
            renew_code::fail(app, link, EndReason::AttemptsSpent).await?;
            let ended = find(app, link.account_id, Some(link.id)).await?;
            Err(Error::Unsuitable(ended.state))
        }
        Verdict::Refused(failure) => Err(Error::Verification(failure)),
    }
}

/// Remembers the request, with what verification said of a code that was out before.
pub(super) async fn note(
    app: &App,
    link: &Link,
    again: Option<(i16, Issued)>,
    request: &Request,
) -> Result<(), Error> {
    let now = app.env.now();
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let recorded = kabinet_idempotency::record(&mut transaction, request, &link.id, now).await?;
    if let Recorded::Replay(_) = recorded {
        return Ok(());
    }
    if let Some((number, issued)) = again {
        let (account_id, id) = (link.account_id, link.id);
        let handle = app
            .vault
            .seal_handle(account_id, id, number, &issued.handle);
        let code = &issued.code;
        store::challenge::set_again(&mut transaction, account_id, id, number, &handle, code)
            .await?;
    }
    kabinet_database::commit(transaction, "subscriptions.code_again")
        .await
        .map_err(store::Error::from)?;
    Ok(())
}

pub(super) async fn find(
    app: &App,
    account_id: AccountId,
    link_id: Option<LinkId>,
) -> Result<Link, Error> {
    let found = link_view::find(app, account_id, link_id).await?;
    found.ok_or(Error::NotFound)
}

pub(super) async fn was_done(app: &App, request: &Request) -> Result<bool, Error> {
    let mut connection = app.pool.acquire().await.map_err(store::Error::from)?;
    Ok(
        kabinet_idempotency::find::<LinkId>(&mut connection, request)
            .await?
            .is_some(),
    )
}

pub(super) fn waiting(link: &Link) -> Result<(), Error> {
    match link.state {
        LinkState::PendingProof => Ok(()),
        ended => Err(Error::Unsuitable(ended)),
    }
}

/// Answers with the link as it stands now, as long as it still waits for its proof.
pub(super) async fn answer(app: &App, link: &Link) -> Result<View, Error> {
    let current = find(app, link.account_id, Some(link.id)).await?;
    waiting(&current)?;
    Ok(link_view::open(app, current)?)
}
