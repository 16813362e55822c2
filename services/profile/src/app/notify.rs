//! Takes a notice of another service, once.

use kabinet_outbox::Received;
use uuid::Uuid;

use super::{App, tell};
use crate::{
    domain::{notice::Notice, sending},
    store,
};

/// What a person is to be told.
#[derive(Debug)]
pub(crate) struct Input {
    /// Id of the event.
    pub(crate) event_id: Uuid,
    /// The notice.
    pub(crate) notice: Notice,
}

/// Says why the notice was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The account has no profile yet, as it seems: its activation may still be under way.
    #[error("the account has no profile yet")]
    NotYet,
    /// The account has no profile.
    #[error("the account has no profile")]
    NotFound,
    /// A row cannot be had or written.
    #[error("taking the notice")]
    Store(#[from] store::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Puts the notice into the inbox and has it sent, and remembers the event with that.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let now = app.env.now();
    let mut notice = input.notice;
    // A sender's clock may run ahead. What happens in years would be sent for years.
    notice.occur_time = notice.occur_time.min(now);
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if kabinet_outbox::receive(&mut tx, input.event_id, now).await? == Received::Repeat {
        return Ok(());
    }
    if !store::person::hold(&mut tx, notice.account_id).await? {
        // An event may overtake the activation of its account. It is worth waiting for as long as
        // anybody needs the message.
        return Err(if sending::is_needed(notice.occur_time, now) {
            Error::NotYet
        } else {
            Error::NotFound
        });
    }
    tell::person(app, &mut tx, &notice).await?;
    kabinet_database::commit(tx, "profile.notify").await?;
    app.outbox.wake();
    Ok(())
}
