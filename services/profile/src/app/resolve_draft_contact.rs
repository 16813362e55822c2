//! Tells a contact of a registration, so that a code can be sent to it.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::RegistrationId;

use super::App;
use crate::{
    domain::{access::Purpose, draft::DraftState},
    store, vault,
};

/// Which contact.
#[derive(Debug)]
pub(crate) struct Input {
    /// Registration.
    pub(crate) registration_id: RegistrationId,
    /// Version of the draft that the caller knows.
    pub(crate) draft_version: i64,
    /// Kind of the contact.
    pub(crate) kind: ContactKind,
    /// Who reads.
    pub(crate) reader: String,
}

/// Says why there is no contact to tell.
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
    /// The draft has no contacts yet.
    #[error("the draft has no contacts")]
    Incomplete,
    /// The contact does not open.
    #[error("opening the contact")]
    Vault(#[from] vault::Error),
    /// The draft's row cannot be had.
    #[error("reading the draft")]
    Store(#[from] store::Error),
}

/// Tells the contact and notes the reading.
pub(crate) async fn run(app: &App, input: Input) -> Result<Contact, Error> {
    let Input {
        registration_id: id,
        draft_version: version,
        kind,
        reader,
    } = input;
    let access = app.access(reader, Purpose::Confirmation(kind));
    let row = store::draft::read_contact(&app.pool, id, version, kind, &access)
        .await?
        .ok_or(Error::NotFound)?;
    if row.state != DraftState::Open {
        return Err(Error::NotFound);
    }
    if row.version != version {
        return Err(Error::Conflict {
            version: row.version,
        });
    }
    let sealed = row.contact.ok_or(Error::Incomplete)?;
    Ok(app.vault.open_draft_contact(id, kind, &sealed)?)
}
