//! Has a code sent to a contact that waits for its confirmation, first or again.
//!
//! Ids and secrets of the calls to verification are derived from the change and the number of its
//! code, so that a repeat after a crash goes on where the first call stopped.

use kabinet_codes::{Code, Destination, Issued, is_over};
use kabinet_domain::ContactKind;
use kabinet_env::id::AccountId;
use kabinet_idempotency::{Recorded, Request};
use kabinet_peer::Failure;
use kabinet_proto::types::v1::ClientContext;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    App,
    contact_code::OpenChange,
    new_change::{self, Former},
};
use crate::{
    domain::{access::Purpose, contact_change::ChangeState, contact_point::ContactPointState},
    store::{self, contact_change::open::ChangeRow},
    vault,
};

/// Which contact.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Account.
    pub(crate) account_id: AccountId,
    /// When the person last proved who they are.
    pub(crate) auth_time: OffsetDateTime,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// The person's device, for verification.
    pub(crate) client: ClientContext,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why no code is out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// No contact of this kind waits.
    #[error("no contact of this kind waits for its confirmation")]
    NothingToConfirm,
    /// Verification does not send it.
    #[error("verification does not send the code")]
    Verification(#[source] Failure),
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// The contact does not open.
    #[error("opening the contact")]
    Vault(#[from] vault::Error),
    /// A row cannot be had or written.
    #[error("asking for the code")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// How the call begins.
enum Begun {
    /// It was made before.
    Repeat(Code),
    /// This waits.
    Waiting(Box<ChangeRow>),
}

/// Has the code sent; a repeat answers what the first call did.
pub(crate) async fn run(app: &App, input: Input) -> Result<Code, Error> {
    let row = match begin(app, &input).await? {
        Begun::Repeat(code) => return Ok(code),
        Begun::Waiting(row) => row,
    };
    let change = OpenChange::open(app, input.account_id, input.kind, *row)?;
    let (number, issued) = issue(app, &change, &input).await?;
    write(app, &change, number, issued, &input.request).await
}

async fn begin(app: &App, input: &Input) -> Result<Begun, Error> {
    let now = app.env.now();
    let account_id = input.account_id;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    let wrapped = store::person::hold_key(&mut tx, account_id).await?;
    let wrapped = wrapped.ok_or(Error::NotFound)?;
    if let Some(code) = kabinet_idempotency::find(&mut tx, &input.request).await? {
        return Ok(Begun::Repeat(code));
    }
    let stale = store::contact_change::undoing::happened_since;
    if stale(&mut tx, account_id, input.auth_time).await? {
        return Err(Error::NothingToConfirm);
    }
    let access = app.access(input.reader.clone(), Purpose::ContactChange(input.kind));
    store::access_log::note(&mut tx, account_id.uuid(), &access).await?;
    let mut change = waiting(&mut tx, input, now).await?;
    if change.is_none() {
        join(app, &mut tx, input, &wrapped, now).await?;
        change = waiting(&mut tx, input, now).await?;
    }
    let change = change.ok_or(Error::NothingToConfirm)?;
    kabinet_database::commit(tx, "profile.start_confirmation.change").await?;
    Ok(Begun::Waiting(Box::new(change)))
}

async fn waiting(
    tx: &mut PgConnection,
    input: &Input,
    now: OffsetDateTime,
) -> Result<Option<ChangeRow>, store::Error> {
    let newest = store::contact_change::open::newest(tx, input.account_id, input.kind, now).await?;
    Ok(newest.filter(|change| change.state == ChangeState::Pending))
}

/// Begins the change that confirms a contact that has stood unconfirmed.
async fn join(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    wrapped: &[u8],
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (account_id, kind) = (input.account_id, input.kind);
    let standing = store::contact_point::standing::find(tx, account_id, kind).await?;
    if standing.state() == ContactPointState::Confirmed {
        return Err(Error::NothingToConfirm);
    }
    let account = app.vault.account(account_id, wrapped)?;
    let contact = account.open_contact(kind, &standing.value)?;
    let former = Former {
        contact: contact.clone(),
        standing,
    };
    new_change::write(app, tx, (account_id, &account), &contact, former, now).await?;
    Ok(())
}

/// Has the same code sent again, or another one where that is past use; returns its number.
async fn issue(app: &App, change: &OpenChange, input: &Input) -> Result<(i32, Issued), Error> {
    let mut number = change.row.code_number;
    if let Some(handle) = change.handle()? {
        let request_id = format!("{}/resend", input.request.request_id());
        let request_id = step(change, &request_id);
        let again = app
            .peers
            .codes()
            .resend(request_id, handle, input.client.clone())
            .await;
        match again {
            Ok(issued) => return Ok((number, issued)),
            Err(failure) if is_over(&failure) => number = number.saturating_add(1),
            Err(failure) => return Err(Error::Verification(failure)),
        }
    }
    let request_id = step(change, &format!("start/{number}"));
    let binding = change.binding(app, number)?;
    let (destination, client) = (Destination::of(&change.contact), input.client.clone());
    let issued = app
        .peers
        .codes()
        .start(request_id, binding, destination, client)
        .await
        .map_err(Error::Verification)?;
    Ok((number, issued))
}

/// Derives the id of a call to verification: every repeat of a step makes the same call.
fn step(change: &OpenChange, step: &str) -> Uuid {
    Uuid::new_v5(&change.row.id.uuid(), step.as_bytes())
}

async fn write(
    app: &App,
    change: &OpenChange,
    number: i32,
    issued: Issued,
    request: &Request,
) -> Result<Code, Error> {
    let now = app.env.now();
    let (account_id, id) = (change.account_id, change.row.id);
    let handle = change.account.seal_verification(id, &issued.handle);
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if let Recorded::Replay(earlier) =
        kabinet_idempotency::record(&mut tx, request, &issued.code, now).await?
    {
        return Ok(earlier);
    }
    if !store::contact_change::open::set_code(&mut tx, account_id, id, number, &handle, now).await?
    {
        // Confirmed or superseded while the code was on its way: the code is void.
        return Err(Error::NothingToConfirm);
    }
    kabinet_database::commit(tx, "profile.start_confirmation.code").await?;
    Ok(issued.code)
}
