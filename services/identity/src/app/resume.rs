//! Finds a registration for whoever has its resume token.

use kabinet_env::id::RegistrationId;
use kabinet_seal::equal;
use sqlx::PgConnection;

use super::App;
use crate::domain::registration::Registration;
use crate::store;
use crate::vault::Vault;

/// What every call after the first shows.
pub(crate) struct Resume {
    /// Nothing when the id is not one.
    pub(crate) registration_id: Option<RegistrationId>,
    pub(crate) token: String,
}

/// Finds the registration; a wrong token looks like no registration.
pub(super) async fn find(
    app: &App,
    connection: &mut PgConnection,
    resume: &Resume,
) -> Result<Option<Registration>, store::Error> {
    let Some(id) = resume.registration_id else {
        return Ok(None);
    };
    let found = store::registration::find(connection, id, app.env.now()).await?;
    let hash = Vault::resume_token_hash(&resume.token);
    Ok(found.filter(|registration| equal(&registration.resume_token_hash, &hash)))
}
