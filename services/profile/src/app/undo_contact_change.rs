//! Takes a change of a contact back, from a message that told of it.

mod restore;

use kabinet_domain::Language;
use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proof::action::ActionKind;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::contact_change::ChangeState,
    store::{self, contact_change::undoing::Undoable},
    vault,
};

/// What to take back.
#[derive(Debug)]
pub(crate) struct Input {
    /// Action token of the message.
    pub(crate) token: SecretString,
    /// Language of the notices that follow.
    pub(crate) language: Language,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why nothing was taken back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The token is not good for this, or names nothing.
    #[error("the token is not accepted")]
    Token,
    /// Whether the token is good cannot be told.
    #[error("the token cannot be verified now")]
    Unverifiable(#[source] kabinet_proof::Error),
    /// The change stands for good, or never stood.
    #[error("the change cannot be taken back any more")]
    Ended,
    /// A contact does not open.
    #[error("opening a contact")]
    Vault(#[from] vault::Error),
    /// A row cannot be had or written.
    #[error("taking the change back")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What an undo takes back: the change of the token, what was confirmed after it, and what waits.
/// Whoever made the first change may have made the others. So may whoever made the last: a contact that
/// was on probation when it was replaced does not come back, but the one that stood before it.
struct Undo {
    account_id: AccountId,
    change_id: ContactChangeId,
    /// From when on confirmed changes are taken back.
    confirmed: OffsetDateTime,
}

/// Takes the change back, and every later one; a repeat changes nothing more.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let (account_id, change_id) = verify(app, input.token.expose_secret()).await?;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    let wrapped = store::person::hold_key(&mut tx, account_id).await?;
    let wrapped = wrapped.ok_or(Error::Token)?;
    let now = app.env.now();
    let Some(undo) = undoable(&mut tx, account_id, change_id, now).await? else {
        return Ok(());
    };
    let account = app.vault.account(account_id, &wrapped)?;
    restore::run(app, &mut tx, &undo, &account, &input, now).await?;
    kabinet_database::commit(tx, "profile.undo_contact_change").await?;
    app.outbox.wake();
    tracing::info!(
        account.id = %account_id,
        change.id = %change_id,
        "contact change taken back"
    );
    Ok(())
}

async fn verify(app: &App, token: &str) -> Result<(AccountId, ContactChangeId), Error> {
    let kind = ActionKind::UndoContactChange;
    match app.proofs.verify_action(token, kind).await {
        Ok(action) => Ok((
            action.account_id,
            ContactChangeId::from_uuid(action.object_id),
        )),
        Err(kabinet_proof::Error::Invalid(_)) => Err(Error::Token),
        Err(error @ kabinet_proof::Error::Unavailable) => Err(Error::Unverifiable(error)),
    }
}

/// Decides about the change; none where it was taken back already.
async fn undoable(
    tx: &mut PgConnection,
    account_id: AccountId,
    change_id: ContactChangeId,
    now: OffsetDateTime,
) -> Result<Option<Undo>, Error> {
    let change = store::contact_change::undoing::find(tx, account_id, change_id, now).await?;
    let change = change.ok_or(Error::Token)?;
    match change {
        Undoable {
            state: ChangeState::Undone,
            ..
        } => Ok(None),
        Undoable {
            state: ChangeState::Confirmed,
            undo_expire_time: Some(end),
            chain_time: Some(confirmed),
            ..
        } if now < end => Ok(Some(Undo {
            account_id,
            change_id,
            confirmed,
        })),
        Undoable { .. } => Err(Error::Ended),
    }
}
