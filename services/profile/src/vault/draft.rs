//! Data of registrations, under the service's own key.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::RegistrationId;

use super::{Error, Vault, cell::Cell, record};
use crate::domain::person::PersonalData;

impl Vault {
    /// Seals personal data of a registration.
    pub(crate) fn seal_draft_data(&self, id: RegistrationId, data: &PersonalData) -> Vec<u8> {
        let cell = personal_data(id);
        self.drafts
            .seal(&self.env, cell.place(), &record::encode(data))
    }

    /// Opens personal data of a registration.
    pub(crate) fn open_draft_data(
        &self,
        id: RegistrationId,
        sealed: &[u8],
    ) -> Result<PersonalData, Error> {
        let cell = personal_data(id);
        let opened = self
            .drafts
            .open(cell.place(), sealed)
            .map_err(|source| cell.sealed(source))?;
        record::decode(&opened).ok_or_else(|| cell.corrupt())
    }

    /// Seals a contact of a registration.
    pub(crate) fn seal_draft_contact(&self, id: RegistrationId, contact: &Contact) -> Vec<u8> {
        let cell = contact_cell(id, contact.kind());
        self.drafts
            .seal(&self.env, cell.place(), contact.value().as_bytes())
    }

    /// Opens a contact of a registration.
    pub(crate) fn open_draft_contact(
        &self,
        id: RegistrationId,
        kind: ContactKind,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        let cell = contact_cell(id, kind);
        let opened = self
            .drafts
            .open(cell.place(), sealed)
            .map_err(|source| cell.sealed(source))?;
        cell.contact(kind, &opened)
    }
}

fn personal_data(id: RegistrationId) -> Cell {
    Cell::new("profile.draft", "personal_data", id.uuid())
}

fn contact_cell(id: RegistrationId, kind: ContactKind) -> Cell {
    let column = match kind {
        ContactKind::Mobile => "mobile",
        ContactKind::Email => "email",
    };
    Cell::new("profile.draft", column, id.uuid())
}
