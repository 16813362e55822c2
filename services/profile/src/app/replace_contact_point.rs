//! Gives a new value to a contact point: at once where it was never confirmed, else when the value is.

use kabinet_domain::Contact;
use kabinet_env::id::AccountId;
use kabinet_idempotency::Request;
use sqlx::PgConnection;
use time::{Duration, OffsetDateTime};

use super::{
    App,
    list_contact_points::{self, MaskedContactPoint},
    new_change::{self, Former},
    shown_contact,
};
use crate::{
    domain::{
        access::Purpose,
        contact_change::{self, CHANGES_WINDOW, ChangeState},
        contact_point::ContactPointState,
    },
    store::{self, contact_point::standing::Standing},
    vault::{self, AccountVault},
};

/// What to change.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Account.
    pub(crate) account_id: AccountId,
    /// When the person last proved who they are.
    pub(crate) auth_time: OffsetDateTime,
    /// New value.
    pub(crate) contact: Contact,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// Nobody has proven who they are since a change was taken back.
    #[error("a change was taken back since the person proved who they are")]
    StepUp,
    /// The account has this contact.
    #[error("the account has this contact")]
    Unchanged,
    /// The account has changed its contacts too often.
    #[error("too many changes within a day")]
    TooMany {
        /// Until there is room.
        wait: Duration,
    },
    /// What the request made cannot be shown.
    #[error("showing the contact point")]
    Show(#[from] list_contact_points::Error),
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// A contact does not open.
    #[error("opening a contact")]
    Vault(#[from] vault::Error),
    /// A row cannot be had or written.
    #[error("changing the contact")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// What became of the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    /// It waits, or stands.
    Change,
    /// It stood there before.
    Nothing,
}

/// Changes the contact and shows its contact point; a repeat shows it as it stands now.
pub(crate) async fn run(app: &App, input: Input) -> Result<MaskedContactPoint, Error> {
    let now = app.env.now();
    let mut tx = kabinet_database::begin(&app.pool).await?;
    let wrapped = store::person::hold_key(&mut tx, input.account_id).await?;
    let wrapped = wrapped.ok_or(Error::NotFound)?;
    // Now that the person is held, a simultaneous repeat has been committed.
    if kabinet_idempotency::find::<()>(&mut tx, &input.request)
        .await?
        .is_some()
    {
        tx.rollback().await?;
    } else {
        admit(&mut tx, &input, now).await?;
        let account = app.vault.account(input.account_id, &wrapped)?;
        let written = write(app, &mut tx, &input, &account, now).await?;
        if written == Written::Change {
            kabinet_idempotency::record(&mut tx, &input.request, &(), now).await?;
        }
        // What was compared was read: the note stays, and the bound has room for one less.
        kabinet_database::commit(tx, "profile.replace_contact_point").await?;
        if written == Written::Nothing {
            return Err(Error::Unchanged);
        }
    }
    let (account_id, kind) = (input.account_id, input.contact.kind());
    Ok(shown_contact::show(app, account_id, kind, input.reader).await?)
}

/// Decides whether anything may be changed, before anything is read.
async fn admit(tx: &mut PgConnection, input: &Input, now: OffsetDateTime) -> Result<(), Error> {
    let account_id = input.account_id;
    let stale = store::contact_change::undoing::happened_since;
    if stale(tx, account_id, input.auth_time).await? {
        return Err(Error::StepUp);
    }
    let made = store::contact_change::create_times(tx, account_id, now - CHANGES_WINDOW).await?;
    match contact_change::wait(&made, now) {
        Some(wait) => Err(Error::TooMany { wait }),
        None => Ok(()),
    }
}

async fn write(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    account: &AccountVault,
    now: OffsetDateTime,
) -> Result<Written, Error> {
    let (account_id, contact) = (input.account_id, &input.contact);
    let kind = contact.kind();
    let access = app.access(input.reader.clone(), Purpose::ContactChange(kind));
    store::access_log::note(tx, account_id.uuid(), &access).await?;
    let standing = store::contact_point::standing::find(tx, account_id, kind).await?;
    let current = account.open_contact(kind, &standing.value)?;
    if current.normalised() == contact.normalised() {
        new_change::count_unchanged(app, tx, (account_id, kind), &standing, now).await?;
        return Ok(Written::Nothing);
    }
    let state = standing.state();
    let former = match state {
        ContactPointState::Confirmed => None,
        ContactPointState::Unconfirmed => before_correction(tx, input, account, now).await?,
    };
    let former = former.unwrap_or(Former {
        contact: current,
        standing,
    });
    new_change::write(app, tx, (account_id, account), contact, former, now).await?;
    if state == ContactPointState::Unconfirmed {
        let corrected = Standing {
            value: account.seal_contact(contact),
            value_index: app.vault.contact_index(contact).to_vec(),
            confirm_time: None,
            recovery_time: None,
            create_time: now,
        };
        store::contact_point::standing::put(tx, account_id, kind, &corrected).await?;
    }
    Ok(Written::Change)
}

/// Finds what stood before a correction that waits: whoever takes back the next one wants that, not
/// what a thief typed in between.
async fn before_correction(
    tx: &mut PgConnection,
    input: &Input,
    account: &AccountVault,
    now: OffsetDateTime,
) -> Result<Option<Former>, Error> {
    let kind = input.contact.kind();
    let newest = store::contact_change::open::newest(tx, input.account_id, kind, now).await?;
    let Some(waiting) = newest.filter(|change| change.state == ChangeState::Pending) else {
        return Ok(None);
    };
    Ok(Some(Former {
        contact: account.open_former_contact(waiting.id, kind, &waiting.before.value)?,
        standing: waiting.before,
    }))
}
