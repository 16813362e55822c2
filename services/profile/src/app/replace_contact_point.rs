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
    replay::{self, Recorded},
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

/// Changes the contact and shows its contact point; a repeat shows it as it stands now.
pub(crate) async fn run(app: &App, input: Input) -> Result<MaskedContactPoint, Error> {
    let now = app.env.now();
    let mut tx = app.pool.begin().await?;
    let wrapped = store::person::hold_key(&mut tx, input.account_id).await?;
    let wrapped = wrapped.ok_or(Error::NotFound)?;
    // Now that the person is held, a simultaneous repeat has been committed.
    match replay::record(&mut tx, &input.request, &(), now).await? {
        Recorded::Repeat(()) => tx.rollback().await?,
        Recorded::First => {
            let account = app.vault.account(input.account_id, &wrapped)?;
            write(app, &mut tx, &input, &account, now).await?;
            kabinet_database::commit(tx, "profile.replace_contact_point").await?;
        }
    }
    let (account_id, kind) = (input.account_id, input.contact.kind());
    Ok(shown_contact::show(app, account_id, kind, input.reader).await?)
}

async fn write(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
    account: &AccountVault,
    now: OffsetDateTime,
) -> Result<(), Error> {
    let (account_id, contact) = (input.account_id, &input.contact);
    let kind = contact.kind();
    let access = app.access(input.reader.clone(), Purpose::ContactChange(kind));
    store::access_log::note(tx, account_id.uuid(), &access).await?;
    let standing = store::contact_point::standing::find(tx, account_id, kind).await?;
    let current = account.open_contact(kind, &standing.value)?;
    if current.normalised() == contact.normalised() {
        return Err(Error::Unchanged);
    }
    let made = store::contact_change::create_times(tx, account_id, now - CHANGES_WINDOW).await?;
    if let Some(wait) = contact_change::wait(&made, now) {
        return Err(Error::TooMany { wait });
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
    Ok(())
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
