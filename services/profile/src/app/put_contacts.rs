//! Stores the mobile number and the e-mail address of a registration.

use kabinet_domain::{EmailAddress, MobileNumber};
use kabinet_env::id::RegistrationId;
use kabinet_idempotency::Request;

use super::{
    App,
    draft_write::{self, Missed},
    once,
};
use crate::store;

/// What to store.
#[derive(Debug)]
pub(crate) struct Input {
    /// Recognises a repeat.
    pub(crate) request: Request,
    /// Registration.
    pub(crate) registration_id: RegistrationId,
    /// Version that the draft has to stand at.
    pub(crate) expected_version: i64,
    /// Mobile number.
    pub(crate) mobile: MobileNumber,
    /// E-mail address.
    pub(crate) email: EmailAddress,
}

/// Says why nothing was stored.
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
    /// The request cannot be recognised or remembered.
    #[error("recognising the request")]
    Idempotency(#[from] kabinet_idempotency::Error),
    /// The database failed.
    #[error("storing the draft")]
    Store(#[from] sqlx::Error),
}

/// Stores the contacts; answers the draft's new version.
pub(crate) async fn run(app: &App, input: Input) -> Result<i64, Error> {
    let now = app.env.now();
    let id = input.registration_id;
    let mut tx = kabinet_database::begin(&app.pool).await?;
    if let Some(version) = once::earlier_version(&mut tx, &input.request).await? {
        return Ok(version);
    }
    let mobile = app.vault.seal_draft_contact(id, &input.mobile.into());
    let email = app.vault.seal_draft_contact(id, &input.email.into());
    let expected = input.expected_version;
    match store::draft::put_contacts(&mut tx, id, expected, &mobile, &email, now).await? {
        Some(version) => {
            let name = "profile.put_contacts";
            Ok(draft_write::commit(tx, name, &input.request, version, now).await?)
        }
        None => match draft_write::missed(&mut tx, &input.request, id).await? {
            Missed::Repeat(version) => Ok(version),
            Missed::Conflict(version) => Err(Error::Conflict { version }),
            Missed::Absent => Err(Error::NotFound),
        },
    }
}
