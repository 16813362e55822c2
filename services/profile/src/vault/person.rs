//! People and their contacts, under their account's own key.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::{Env, id::AccountId};
use kabinet_seal::DataKey;

use super::{Error, Vault, cell::Cell, record};
use crate::domain::person::PersonalData;

/// One account's own key at work.
#[derive(Debug)]
pub(crate) struct AccountVault {
    pub(super) env: Env,
    pub(super) id: AccountId,
    pub(super) key: DataKey,
}

impl Vault {
    /// Makes an account's own key, and wraps it for its row.
    pub(crate) fn new_account(&self, id: AccountId) -> (AccountVault, Vec<u8>) {
        let key = DataKey::generate(&self.env);
        let cell = data_key(id);
        let wrapped = self.account_keys.wrap(&self.env, cell.place(), &key);
        (self.with_key(id, key), wrapped)
    }

    /// Unwraps an account's own key.
    pub(crate) fn account(&self, id: AccountId, wrapped: &[u8]) -> Result<AccountVault, Error> {
        let cell = data_key(id);
        let key = self
            .account_keys
            .unwrap(cell.place(), wrapped)
            .map_err(|source| cell.sealed(source))?;
        Ok(self.with_key(id, key))
    }

    fn with_key(&self, id: AccountId, key: DataKey) -> AccountVault {
        AccountVault {
            env: self.env.clone(),
            id,
            key,
        }
    }
}

impl AccountVault {
    /// Seals the person's data.
    pub(crate) fn seal_person(&self, data: &PersonalData) -> Vec<u8> {
        let cell = personal_data(self.id);
        self.key
            .seal(&self.env, cell.place(), &record::encode(data))
    }

    /// Opens the person's data.
    pub(crate) fn open_person(&self, sealed: &[u8]) -> Result<PersonalData, Error> {
        let cell = personal_data(self.id);
        let opened = self
            .key
            .open(cell.place(), sealed)
            .map_err(|source| cell.sealed(source))?;
        record::decode(&opened).ok_or_else(|| cell.corrupt())
    }

    /// Seals a contact.
    pub(crate) fn seal_contact(&self, contact: &Contact) -> Vec<u8> {
        let row = contact_row(self.id, contact.kind());
        let cell = contact_value(self.id);
        self.key
            .seal(&self.env, cell.place_in(&row), contact.value().as_bytes())
    }

    /// Opens a contact.
    pub(crate) fn open_contact(&self, kind: ContactKind, sealed: &[u8]) -> Result<Contact, Error> {
        let cell = contact_value(self.id);
        let opened = self
            .key
            .open(cell.place_in(&contact_row(self.id, kind)), sealed)
            .map_err(|source| cell.sealed(source))?;
        cell.contact(kind, &opened)
    }
}

fn data_key(id: AccountId) -> Cell {
    Cell::new("profile.person", "data_key", id.uuid())
}

fn personal_data(id: AccountId) -> Cell {
    Cell::new("profile.person", "personal_data", id.uuid())
}

fn contact_value(id: AccountId) -> Cell {
    Cell::new("profile.contact_point", "value", id.uuid())
}

/// A contact point's key: the account and the kind.
fn contact_row(id: AccountId, kind: ContactKind) -> Vec<u8> {
    [id.uuid().as_bytes().as_slice(), kind.as_str().as_bytes()].concat()
}
