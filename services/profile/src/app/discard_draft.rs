//! Forgets the data of a registration that ended without an account.

use kabinet_env::id::RegistrationId;

use super::App;
use crate::{domain::draft::DraftState, store};

/// Says why the draft still stands.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The database failed.
    #[error("discarding the draft")]
    Store(#[from] sqlx::Error),
}

impl App {
    /// Forgets the draft; one that became a person stays.
    pub(crate) async fn discard_draft(&self, id: RegistrationId) -> Result<(), Error> {
        let mut tx = self.pool.begin().await?;
        store::draft::end(&mut tx, id, DraftState::Discarded, self.env.now()).await?;
        kabinet_database::commit(tx, "profile.discard_draft").await?;
        Ok(())
    }
}
