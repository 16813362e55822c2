//! Starts a link: the row first, then its code.
//!
//! Every step may be the last before a crash; a repeat of the call goes on where it stopped.

use kabinet_domain::{Channel, MobileNumber};
use kabinet_env::id::{AccountId, LinkId};
use kabinet_idempotency::{Recorded, Request};
use kabinet_proto::types::v1::ClientContext;
use sqlx::PgConnection;
use thiserror::Error;
use time::OffsetDateTime;

use super::App;
use super::code::{self, Aim};
use super::link_view::{self, View};
use crate::domain::catalog::{ProofMethod, Unavailable};
use crate::domain::challenge;
use crate::domain::identifier::{Identifier, IdentifierType, LocatorKey};
use crate::domain::label::Label;
use crate::domain::limits::{MONTH, Refused};
use crate::domain::link::{Link, LinkState};
use crate::domain::service_kind::ServiceKind;
use crate::store::link::NewLink;
use crate::store::{self, CorruptRow};

pub(crate) struct Input {
    pub(crate) account_id: AccountId,
    pub(crate) region_code: String,
    pub(crate) kind: ServiceKind,
    pub(crate) identifier_type: IdentifierType,
    /// As the person typed it.
    pub(crate) identifier: String,
    pub(crate) channel: Channel,
    pub(crate) label: Option<Label>,
    pub(crate) client: ClientContext,
}

#[derive(Debug, Error)]
pub(crate) enum Error {
    #[error("the operator does not take this")]
    Unavailable(Unavailable),
    #[error("the account may start no link now")]
    Refused(Refused),
    #[error(transparent)]
    Code(#[from] code::Error),
    #[error(transparent)]
    Replay(#[from] kabinet_idempotency::Error),
    #[error(transparent)]
    Storage(#[from] store::Error),
}

pub(crate) async fn run(app: &App, input: Input, request: &Request) -> Result<View, Error> {
    let (identifier, method) = read(app, &input)?;
    let own = code::own_contacts(app, input.account_id).await;
    let aim = Aim {
        key: LocatorKey {
            region_code: &input.region_code,
            kind: input.kind,
            identifier: &identifier,
        },
        channel: input.channel,
        method,
        own: &own,
    };
    let link_id = begin(app, &input, &aim, request).await?;
    let link = find(app, input.account_id, link_id).await?;
    if link.state == LinkState::PendingProof {
        code::bring_out(app, &link, &input.client).await?;
    }
    let link = find(app, input.account_id, link_id).await?;
    Ok(link_view::open(app, link)?)
}

/// Finds the link of a request; it is kept for longer than the request is remembered.
async fn find(app: &App, account_id: AccountId, id: LinkId) -> Result<Link, store::Error> {
    let corrupt = || CorruptRow {
        table: "subscriptions.idempotency_record",
        column: "outcome",
        row: id.uuid(),
    };
    let found = link_view::find(app, account_id, Some(id)).await?;
    Ok(found.ok_or_else(corrupt)?)
}

/// Reads what can be told to be wrong without looking for a contract.
fn read(app: &App, input: &Input) -> Result<(Identifier, ProofMethod), Error> {
    let (region, kind, number) = (&input.region_code, input.kind, input.identifier_type);
    let catalog = &app.catalog;
    let method = catalog.method(region, kind, number, input.channel);
    let identifier = catalog.read(region, kind, number, &input.identifier);
    let (identifier, method) = identifier
        .and_then(|identifier| Ok((identifier, method?)))
        .map_err(Error::Unavailable)?;
    // Where the code goes to what was typed, it has to be a number that takes messages.
    let takes_messages = match method {
        ProofMethod::NumberCode => MobileNumber::parse(identifier.value()).is_ok(),
        ProofMethod::ContactCode => true,
    };
    if takes_messages {
        Ok((identifier, method))
    } else {
        Err(Error::Unavailable(Unavailable::Identifier))
    }
}

/// Writes the link, or finds that of an earlier, identical request.
async fn begin(
    app: &App,
    input: &Input,
    aim: &Aim<'_>,
    request: &Request,
) -> Result<LinkId, Error> {
    let now = app.env.now();
    let link_id = LinkId::new(&app.env);
    let mut transaction = kabinet_database::begin(&app.pool)
        .await
        .map_err(store::Error::from)?;
    let recorded = kabinet_idempotency::record(&mut transaction, request, &link_id, now).await?;
    if let Recorded::Replay(earlier) = recorded {
        return Ok(earlier);
    }
    admit(app, &mut transaction, input.account_id, aim, now).await?;
    write(app, &mut transaction, input, aim, link_id, now).await?;
    kabinet_database::commit(transaction, "subscriptions.start_link")
        .await
        .map_err(store::Error::from)?;
    Ok(link_id)
}

async fn admit(
    app: &App,
    connection: &mut PgConnection,
    account_id: AccountId,
    aim: &Aim<'_>,
    now: OffsetDateTime,
) -> Result<(), Error> {
    store::link::lock_account(connection, account_id).await?;
    let past = store::link::past(connection, account_id, now - MONTH, now).await?;
    let locator = app.vault.locator(&aim.key);
    app.limits
        .allow(locator, &past, now)
        .map_err(Error::Refused)
}

/// Writes the link with its first code: one that nobody will get where there is no contract to add.
async fn write(
    app: &App,
    connection: &mut PgConnection,
    input: &Input,
    aim: &Aim<'_>,
    link_id: LinkId,
    now: OffsetDateTime,
) -> Result<(), store::Error> {
    let account_id = input.account_id;
    let locators = app.vault.locator_candidates(&aim.key);
    let found = store::contract_lookup::by_locator(connection, account_id, &locators).await?;
    let candidate = challenge::linkable(code::candidates(app, found)?);
    let target = code::aim(app, connection, candidate.as_ref(), aim, now).await?;
    let identifier = app
        .vault
        .seal_identifier(account_id, link_id, aim.key.identifier);
    let label = input.label.as_ref();
    let label = label.map(|label| app.vault.seal_label(account_id, link_id, label));
    let link = NewLink {
        account_id,
        id: link_id,
        holding: candidate.map(|candidate| candidate.holding),
        kind: input.kind,
        region_code: &input.region_code,
        identifier_type: input.identifier_type,
        identifier: &identifier,
        label: label.as_deref(),
        locator: app.vault.locator(&aim.key),
        expire_time: now + app.link_lifetime,
    };
    store::link::insert(connection, &link, now).await?;
    code::ask(app, connection, account_id, link_id, 1, &target, now).await?;
    let state = LinkState::PendingProof;
    store::link_change::note(connection, account_id, link_id, 1, state, None, now).await
}
