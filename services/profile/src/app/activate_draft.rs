//! Turns a draft into the account's person, once.

mod write;

use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, RegistrationId};
use sqlx::PgConnection;
use time::OffsetDateTime;

use super::App;
use crate::{
    domain::draft::DraftState,
    store::{self, draft::DraftRow, person::Origin},
    vault,
};

/// What was confirmed.
#[derive(Debug, Clone)]
pub(crate) struct Input {
    /// Registration.
    pub(crate) registration_id: RegistrationId,
    /// Version of the draft that was confirmed.
    pub(crate) draft_version: i64,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Kind of the contact that was proven.
    pub(crate) confirmed_kind: ContactKind,
    /// When it was proven.
    pub(crate) confirm_time: OffsetDateTime,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why there is no person.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// There is no open draft.
    #[error("there is no open draft")]
    NotFound,
    /// The draft moved on.
    #[error("the draft stands at version {version}")]
    Conflict {
        /// Version of the draft.
        version: i64,
    },
    /// The draft lacks data.
    #[error("the draft lacks data")]
    Incomplete,
    /// The account has a person from elsewhere.
    #[error("the account has another profile")]
    Exists,
    /// The draft does not open.
    #[error("opening the draft")]
    Vault(#[from] vault::Error),
    /// The database failed.
    #[error("activating the draft")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Whether this call made the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    /// It did.
    Made,
    /// An earlier one did.
    MadeBefore,
}

/// Everything that a person is made of, still sealed.
struct CompleteDraft {
    personal_data: Vec<u8>,
    mobile: Vec<u8>,
    email: Vec<u8>,
}

/// Makes the person; a repeat finds it made.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let mut tx = kabinet_database::begin(&app.pool).await?;
    match run_in(app, &mut tx, &input).await? {
        Activation::Made => {
            kabinet_database::commit(tx, "profile.activate_draft").await?;
            app.outbox.wake();
        }
        Activation::MadeBefore => tx.rollback().await?,
    }
    Ok(())
}

/// Makes the person inside a transaction.
pub(super) async fn run_in(
    app: &App,
    tx: &mut PgConnection,
    input: &Input,
) -> Result<Activation, Error> {
    // Before the look at the person: the second of two activations waits here and then sees
    // what the first one made.
    let draft = store::draft::lock(tx, input.registration_id).await?;
    if let Some(origin) = store::person::origin(tx, input.account_id).await? {
        return made_before(&origin, input);
    }
    let draft = complete(draft, input.draft_version)?;
    write::person(app, tx, input, &draft).await?;
    Ok(Activation::Made)
}

fn made_before(origin: &Origin, input: &Input) -> Result<Activation, Error> {
    let same = origin.registration_id == input.registration_id.uuid()
        && origin.draft_version == input.draft_version
        && origin.confirmed_kind == input.confirmed_kind.as_str();
    if same {
        Ok(Activation::MadeBefore)
    } else {
        Err(Error::Exists)
    }
}

fn complete(draft: Option<DraftRow>, version: i64) -> Result<CompleteDraft, Error> {
    let draft = draft
        .filter(|draft| draft.state == DraftState::Open)
        .ok_or(Error::NotFound)?;
    if draft.version != version {
        return Err(Error::Conflict {
            version: draft.version,
        });
    }
    match (draft.personal_data, draft.mobile, draft.email) {
        (Some(personal_data), Some(mobile), Some(email)) => Ok(CompleteDraft {
            personal_data,
            mobile,
            email,
        }),
        _ => Err(Error::Incomplete),
    }
}
