//! Stores names, birth date and region of a registration.

use kabinet_env::id::RegistrationId;
use kabinet_idempotency::Request;

use super::{
    App,
    draft_write::{self, Missed},
    once,
};
use crate::{
    domain::{admission::Obstacle, person::PersonalData},
    store,
};

/// What to store.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Registration.
    pub(crate) registration_id: RegistrationId,
    /// Version that the draft has to stand at.
    pub(crate) expected_version: i64,
    /// Data.
    pub(crate) data: PersonalData,
}

/// Says why nothing was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The operator does not take this person: at least one obstacle.
    #[error("the operator does not take this person")]
    Inadmissible(Vec<Obstacle>),
    /// The draft has ended, or the expected one never was.
    #[error("there is no open draft")]
    Ended,
    /// The draft moved on.
    #[error("the draft stands at version {version}")]
    Conflict {
        /// Version of the draft.
        version: i64,
    },
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// The database failed.
    #[error("storing the draft")]
    Store(#[from] sqlx::Error),
}

/// Stores the data; answers the draft's new version.
pub(crate) async fn run(app: &App, input: Input) -> Result<i64, Error> {
    let now = app.env.now();
    let id = input.registration_id;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    // Before the operator's conditions: they may have changed since the first request.
    if let Some(version) = once::earlier_version(&mut tx, &input.request).await? {
        return Ok(version);
    }
    let obstacles = app.admission.obstacles(&input.data, now.date());
    if !obstacles.is_empty() {
        return Err(Error::Inadmissible(obstacles));
    }
    let sealed = app.vault.seal_draft_data(id, &input.data);
    let written = match input.expected_version {
        0 => store::draft::begin(&mut tx, id, &sealed, now).await?,
        expected => store::draft::put_personal_data(&mut tx, id, expected, &sealed, now).await?,
    };
    match written {
        Some(version) => {
            let name = "profile.put_personal_data";
            Ok(draft_write::commit(tx, name, &input.request, version, now).await?)
        }
        None => match draft_write::missed(&mut tx, &input.request, id).await? {
            Missed::Repeat(version) => Ok(version),
            Missed::Conflict(version) => Err(Error::Conflict { version }),
            Missed::Absent => Err(Error::Ended),
        },
    }
}
