//! Corrects what a person said about themselves, and tells them.

mod write;

use kabinet_domain::Language;
use kabinet_env::id::AccountId;
use kabinet_idempotency::{Recorded, Request};

use super::{App, get_profile, once};
use crate::{
    domain::{admission::Obstacle, correction::Correction, person::Person},
    store, vault,
};

/// What to correct.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Version that was read.
    pub(crate) etag: String,
    /// New values: at least one.
    pub(crate) corrections: Vec<Correction>,
    /// Language that the front end speaks.
    pub(crate) language: Language,
    /// Who asks.
    pub(crate) reader: String,
}

/// Says why nothing was corrected.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The operator does not take such a person: at least one obstacle.
    #[error("the operator does not take such a person")]
    Inadmissible(Vec<Obstacle>),
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// The profile has changed since it was read.
    #[error("the profile stands at another version")]
    EtagMismatch,
    /// What an earlier, identical request made cannot be shown.
    #[error("showing what an earlier request made")]
    Show(#[from] get_profile::Error),
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// The person does not open.
    #[error("opening the person")]
    Vault(#[from] vault::Error),
    /// The person's row cannot be had or written.
    #[error("correcting the person")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Corrects and shows the profile; a repeat shows it as it stands now, because the outcome that is
/// kept of a request holds nothing personal.
pub(crate) async fn run(app: &App, input: Input) -> Result<Person, Error> {
    let now = app.env.now();
    let mut tx = kabinet_database::begin(&app.pool).await?;
    // Before the operator's conditions: they may have changed since the first request.
    if once::was_committed(&mut tx, &input.request).await? {
        tx.rollback().await?;
        return shown(app, input).await;
    }
    let obstacles = app.admission.obstacles_of(&input.corrections, now.date());
    if !obstacles.is_empty() {
        return Err(Error::Inadmissible(obstacles));
    }
    let Some(person) = write::corrected(app, &mut tx, &input, now).await? else {
        return if once::was_overtaken(tx, &input.request).await? {
            shown(app, input).await
        } else {
            Err(Error::EtagMismatch)
        };
    };
    let name = "profile.update_profile";
    match once::commit(tx, name, &input.request, person.version, now).await? {
        Recorded::Fresh => {
            app.outbox.wake();
            Ok(person)
        }
        Recorded::Replay(_) => shown(app, input).await,
    }
}

async fn shown(app: &App, input: Input) -> Result<Person, Error> {
    let input = get_profile::Input {
        account_id: input.account_id,
        reader: input.reader,
    };
    Ok(get_profile::run(app, input).await?)
}
