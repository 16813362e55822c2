//! Has a code sent over the other channel.

use kabinet_codes::Destination;
use kabinet_domain::Channel;
use kabinet_env::id::{AccountId, LinkId};
use kabinet_idempotency::Request;
use kabinet_proto::types::v1::ClientContext;
use thiserror::Error;

use super::App;
use super::code::{self, Aim};
use super::link_view::{self, View};
use super::resend_challenge::{self, after_refusal, answer, find, note, waiting, was_done};
use crate::domain::catalog::{ProofMethod, Unavailable};
use crate::domain::challenge::Progress;
use crate::domain::identifier::LocatorKey;
use crate::domain::link::Link;
use crate::store;

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) link_id: Option<LinkId>,
    pub(crate) channel: Channel,
    pub(crate) client: ClientContext,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the operator does not prove the service over this channel")]
    Unavailable(Unavailable),
    #[error(transparent)]
    Resend(#[from] resend_challenge::Error),
}

impl From<store::Error> for Error {
    fn from(error: store::Error) -> Self {
        Self::Resend(error.into())
    }
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let link = find(app, input.account_id, input.link_id).await?;
    if was_done(app, request).await? {
        return Ok(link_view::open(app, link)?);
    }
    waiting(&link)?;
    let (kind, number) = (link.kind, link.identifier_type);
    let method = app
        .catalog
        .method(&link.region_code, kind, number, input.channel)
        .map_err(Error::Unavailable)?;
    code::bring_out(app, &link, &input.client)
        .await
        .map_err(resend_challenge::Error::from)?;
    let link = find(app, link.account_id, Some(link.id)).await?;
    if code::newest(&link)?.channel == input.channel {
        resend_challenge::resend(app, &link, &input.client, request).await?;
    } else {
        switch(app, &link, method, &input, request).await?;
    }
    Ok(answer(app, &link).await?)
}

async fn switch(
    app: &App,
    link: &Link,
    method: ProofMethod,
    input: &Input,
    request: &Request,
) -> Result<(), resend_challenge::Error> {
    let challenge = code::newest(link)?;
    let Progress::Out { handle, .. } = &challenge.progress else {
        // Renewed by another call a moment ago: a repeat finds it out.
        return Err(resend_challenge::Error::Verification(
            kabinet_peer::Failure::Unavailable,
        ));
    };
    let (account_id, number) = (link.account_id, challenge.number);
    let vault = &app.vault;
    let handle = vault
        .open_handle(account_id, link.id, number, handle)
        .map_err(store::Error::from)?;
    let binding = vault
        .binding(account_id, link.id, number, &challenge.kid)
        .map_err(store::Error::from)?;
    let destination = aim(app, link, method, input.channel).await?;
    let own = request.request_id();
    // Another decision makes another call: profile may not have answered before.
    let sending = destination.sending.as_str();
    let request_id = code::step(link, &format!("switch/{number}/{own}/{sending}"));
    let client = &input.client;
    let answer = app
        .peers
        .codes()
        .switch_channel(request_id, handle, binding, destination, client.clone())
        .await;
    match answer {
        Ok(issued) => note(app, link, Some((number, issued)), request).await,
        Err(failure) => after_refusal(app, link, failure, input.channel, client, request).await,
    }
}

/// Finds where the code goes. One that was withheld until now counts against the contract's budget
/// for whoever asks from now on; one that was sent has been counted.
async fn aim(
    app: &App,
    link: &Link,
    method: ProofMethod,
    channel: Channel,
) -> Result<Destination, store::Error> {
    let challenge = code::newest(link)?;
    let identifier = code::identifier(app, link)?;
    let own = code::own_contacts(app, link.account_id).await;
    let now = app.env.now();
    let aim = Aim {
        key: LocatorKey {
            region_code: &link.region_code,
            kind: link.kind,
            identifier: &identifier,
        },
        channel,
        method,
        own: &own,
    };
    let mut transaction = kabinet_database::begin(&app.pool).await?;
    let candidate = code::candidate(app, &mut transaction, link).await?;
    let counted = challenge.sending;
    let target = code::aim_again(
        app,
        &mut transaction,
        candidate.as_ref(),
        &aim,
        counted,
        now,
    );
    let target = target.await?;
    let (account_id, id, number) = (link.account_id, link.id, challenge.number);
    let (sending, budget_key) = (target.sending, target.budget_key);
    let connection = &mut transaction;
    store::challenge::count_in(connection, account_id, id, number, sending, &budget_key).await?;
    kabinet_database::commit(transaction, "subscriptions.switch_challenge").await?;
    Ok(Destination {
        channel,
        address: target.contact.value().to_owned(),
        sending,
        known_subject: target.known_subject,
    })
}
