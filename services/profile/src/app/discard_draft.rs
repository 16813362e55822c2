//! Forgets the data of a registration that ended without an account.

use kabinet_env::id::RegistrationId;

use super::App;
use crate::{domain::draft::DraftState, store};

/// Which draft.
#[derive(Debug)]
pub(crate) struct Input {
    /// Registration.
    pub(crate) registration_id: RegistrationId,
}

/// Says why the draft still stands.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The database failed.
    #[error("discarding the draft")]
    Store(#[from] sqlx::Error),
}

/// Forgets the draft; one that became a person stays.
pub(crate) async fn run(app: &App, input: Input) -> Result<(), Error> {
    let id = input.registration_id;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    store::draft::end(&mut tx, id, DraftState::Discarded, app.env.now()).await?;
    kabinet_database::commit(tx, "profile.discard_draft").await?;
    Ok(())
}
