//! Changes what a person wants to hear.

use kabinet_domain::Language;
use kabinet_env::id::AccountId;
use kabinet_idempotency::{Recorded, Request};

use super::{App, get_preferences, once};
use crate::{
    domain::{etag, preferences::Preferences},
    store,
};

/// What to store.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Account.
    pub(crate) account_id: AccountId,
    /// Version that was read.
    pub(crate) etag: String,
    /// Language of messages; none leaves it to the front end.
    pub(crate) language: Option<Language>,
}

/// Says why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// The preferences have changed since they were read.
    #[error("the preferences stand at another version")]
    EtagMismatch,
    /// What an earlier, identical request made cannot be shown.
    #[error("showing what an earlier request made")]
    Show(#[from] get_preferences::Error),
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// The row cannot be had or written.
    #[error("storing the preferences")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Stores the language and shows the preferences; a repeat shows them as they stand now.
pub(crate) async fn run(app: &App, input: Input) -> Result<Preferences, Error> {
    let now = app.env.now();
    let account_id = input.account_id;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if once::was_committed(&mut tx, &input.request).await? {
        tx.rollback().await?;
        return shown(app, account_id).await;
    }
    let before = store::preference::read(&mut *tx, account_id)
        .await?
        .ok_or(Error::NotFound)?;
    let version = before.version;
    let written = etag::of(version) == input.etag
        && store::preference::write_language(&mut tx, account_id, version, input.language, now)
            .await?;
    if !written {
        return if once::was_overtaken(tx, &input.request).await? {
            shown(app, account_id).await
        } else {
            Err(Error::EtagMismatch)
        };
    }
    let name = "profile.update_preferences";
    match once::commit(tx, name, &input.request, version + 1, now).await? {
        Recorded::Fresh => Ok(Preferences {
            language: input.language,
            version: version + 1,
            update_time: Some(now),
        }),
        Recorded::Replay(_) => shown(app, account_id).await,
    }
}

async fn shown(app: &App, account_id: AccountId) -> Result<Preferences, Error> {
    Ok(get_preferences::run(app, get_preferences::Input { account_id }).await?)
}
