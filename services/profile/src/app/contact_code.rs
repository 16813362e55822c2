//! The code of a change: where it goes, and what binds it.

use kabinet_codes::Binding;
use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::AccountId;

use super::App;
use crate::{
    store::contact_change::open::ChangeRow,
    vault::{self, AccountVault, CodeOf},
};

/// A change that is open to read.
pub(super) struct OpenChange {
    /// Account.
    pub(super) account_id: AccountId,
    /// The account's key at work.
    pub(super) account: AccountVault,
    /// The new contact.
    pub(super) contact: Contact,
    /// The rest.
    pub(super) row: ChangeRow,
}

impl OpenChange {
    /// Opens a change.
    pub(super) fn open(
        app: &App,
        account_id: AccountId,
        kind: ContactKind,
        row: ChangeRow,
    ) -> Result<Self, vault::Error> {
        let account = app.vault.account(account_id, &row.data_key)?;
        Ok(Self {
            account_id,
            contact: account.open_new_contact(row.id, kind, &row.value)?,
            account,
            row,
        })
    }

    /// Opens the handle of the code that is out.
    pub(super) fn handle(&self) -> Result<Option<String>, vault::Error> {
        let sealed = self.row.verification.as_deref();
        sealed
            .map(|sealed| self.account.open_verification(self.row.id, sealed))
            .transpose()
    }

    /// Derives what binds a code of this change.
    pub(super) fn binding(&self, app: &App, number: i32) -> Result<Binding, vault::Error> {
        app.vault.binding(CodeOf {
            account_id: self.account_id,
            kind: self.contact.kind(),
            change_id: self.row.id,
            value_index: &self.row.value_index,
            number,
            kid: &self.row.code_kid,
        })
    }
}
