//! Changes of contacts, under their account's own key.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::ContactChangeId;

use super::{AccountVault, Error, cell::Cell};

/// Which contact of a change.
#[derive(Debug, Clone, Copy)]
enum Column {
    /// The one that it brings.
    Value,
    /// The one that stood before.
    Before,
}

impl AccountVault {
    /// Seals the contact that a change brings.
    pub(crate) fn seal_new_contact(&self, id: ContactChangeId, contact: &Contact) -> Vec<u8> {
        self.seal_changed(Column::Value, id, contact)
    }

    /// Opens the contact that a change brings.
    pub(crate) fn open_new_contact(
        &self,
        id: ContactChangeId,
        kind: ContactKind,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        self.open_changed(Column::Value, id, kind, sealed)
    }

    /// Seals the contact that stood before a change.
    pub(crate) fn seal_former_contact(&self, id: ContactChangeId, contact: &Contact) -> Vec<u8> {
        self.seal_changed(Column::Before, id, contact)
    }

    /// Opens the contact that stood before a change.
    pub(crate) fn open_former_contact(
        &self,
        id: ContactChangeId,
        kind: ContactKind,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        self.open_changed(Column::Before, id, kind, sealed)
    }

    /// Seals the handle of a change's code.
    pub(crate) fn seal_verification(&self, id: ContactChangeId, handle: &str) -> Vec<u8> {
        let cell = self.cell("verification");
        self.key
            .seal(&self.env, cell.place_in(&self.row(id)), handle.as_bytes())
    }

    /// Opens the handle of a change's code.
    pub(crate) fn open_verification(
        &self,
        id: ContactChangeId,
        sealed: &[u8],
    ) -> Result<String, Error> {
        let cell = self.cell("verification");
        let opened = self
            .key
            .open(cell.place_in(&self.row(id)), sealed)
            .map_err(|source| cell.sealed(source))?;
        String::from_utf8(opened.to_vec()).map_err(|_| cell.corrupt())
    }

    fn seal_changed(&self, column: Column, id: ContactChangeId, contact: &Contact) -> Vec<u8> {
        let cell = self.cell(column.name());
        let row = self.row(id);
        self.key
            .seal(&self.env, cell.place_in(&row), contact.value().as_bytes())
    }

    fn open_changed(
        &self,
        column: Column,
        id: ContactChangeId,
        kind: ContactKind,
        sealed: &[u8],
    ) -> Result<Contact, Error> {
        let cell = self.cell(column.name());
        let opened = self
            .key
            .open(cell.place_in(&self.row(id)), sealed)
            .map_err(|source| cell.sealed(source))?;
        cell.contact(kind, &opened)
    }

    fn cell(&self, column: &'static str) -> Cell {
        Cell::new("profile.contact_change", column, self.id.uuid())
    }

    /// A change's key: the account and the change.
    fn row(&self, id: ContactChangeId) -> Vec<u8> {
        let (account, change) = (self.id.uuid(), id.uuid());
        [account.as_bytes().as_slice(), change.as_bytes()].concat()
    }
}

impl Column {
    fn name(self) -> &'static str {
        match self {
            Self::Value => "value",
            Self::Before => "before_value",
        }
    }
}
