//! What a person typed, and the codes of a link, each sealed for its own cell.

use kabinet_env::id::{AccountId, LinkId};
use kabinet_seal::{OpenError, Place};
use zeroize::Zeroizing;

use super::{Error, Vault};
use crate::domain::identifier::{Identifier, IdentifierType};
use crate::domain::label::Label;

/// Version of what is sealed.
const VERSION: u32 = 1;

impl Vault {
    /// Seals what a link was started for.
    pub(crate) fn seal_identifier(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        identifier: &Identifier,
    ) -> Vec<u8> {
        let cell = Cell::of_link("identifier", account_id, link_id);
        self.seal_link(&cell, identifier.value())
    }

    /// Opens what a link was started for.
    pub(crate) fn open_identifier(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        identifier_type: IdentifierType,
        sealed: &[u8],
    ) -> Result<Identifier, Error> {
        let cell = Cell::of_link("identifier", account_id, link_id);
        let value = self.open_link(&cell, sealed)?;
        Ok(Identifier::normalise(identifier_type, &value))
    }

    /// Seals a person's own name for a link.
    pub(crate) fn seal_label(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        label: &Label,
    ) -> Vec<u8> {
        let cell = Cell::of_link("label", account_id, link_id);
        self.seal_link(&cell, label.as_str())
    }

    /// Opens a person's own name for a link.
    pub(crate) fn open_label(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        sealed: &[u8],
    ) -> Result<String, Error> {
        self.open_link(&Cell::of_link("label", account_id, link_id), sealed)
    }

    /// Seals where a code goes.
    pub(crate) fn seal_destination(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
        address: &str,
    ) -> Vec<u8> {
        let cell = Cell::of_challenge("destination", account_id, link_id, number);
        self.seal_link(&cell, address)
    }

    /// Opens where a code goes.
    pub(crate) fn open_destination(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
        sealed: &[u8],
    ) -> Result<String, Error> {
        let cell = Cell::of_challenge("destination", account_id, link_id, number);
        self.open_link(&cell, sealed)
    }

    /// Seals the handle of a code's verification.
    pub(crate) fn seal_handle(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
        handle: &str,
    ) -> Vec<u8> {
        let cell = Cell::of_challenge("handle", account_id, link_id, number);
        self.seal_link(&cell, handle)
    }

    /// Opens the handle of a code's verification.
    pub(crate) fn open_handle(
        &self,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
        sealed: &[u8],
    ) -> Result<String, Error> {
        let cell = Cell::of_challenge("handle", account_id, link_id, number);
        self.open_link(&cell, sealed)
    }

    fn seal_link(&self, cell: &Cell, text: &str) -> Vec<u8> {
        self.links.seal(&self.env, cell.place(), text.as_bytes())
    }

    fn open_link(&self, cell: &Cell, sealed: &[u8]) -> Result<String, Error> {
        let opened: Zeroizing<Vec<u8>> = self
            .links
            .open(cell.place(), sealed)
            .map_err(|source| cell.sealed(source))?;
        let text = str::from_utf8(&opened).map_err(|_| cell.corrupt())?;
        Ok(text.to_owned())
    }
}

/// A column in the row of a link or of one of its codes.
struct Cell {
    table: &'static str,
    column: &'static str,
    link_id: LinkId,
    row: Vec<u8>,
}

impl Cell {
    fn of_link(column: &'static str, account_id: AccountId, link_id: LinkId) -> Self {
        Self {
            table: "subscriptions.link",
            column,
            link_id,
            row: [account_id.uuid().into_bytes(), link_id.uuid().into_bytes()].concat(),
        }
    }

    fn of_challenge(
        column: &'static str,
        account_id: AccountId,
        link_id: LinkId,
        number: i16,
    ) -> Self {
        let mut cell = Self::of_link(column, account_id, link_id);
        cell.table = "subscriptions.challenge";
        cell.row.extend_from_slice(&number.to_be_bytes());
        cell
    }

    fn place(&self) -> Place<'_> {
        Place {
            table: self.table,
            column: self.column,
            row: &self.row,
            version: VERSION,
        }
    }

    fn sealed(&self, source: OpenError) -> Error {
        Error::Sealed {
            table: self.table,
            column: self.column,
            row: self.link_id.uuid(),
            source,
        }
    }

    fn corrupt(&self) -> Error {
        Error::Corrupt {
            table: self.table,
            column: self.column,
            row: self.link_id.uuid(),
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::Env;
    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;

    use super::*;

    fn vault(env: &Env) -> Vault {
        Vault::new(&KeyRing::from_secret("k1", [7; 32]), env.clone())
    }

    #[test]
    fn cells_are_opened_where_they_were_sealed() {
        let (env, _) = ManualClock::new(1);
        let vault = vault(&env);
        let (account, other) = (AccountId::new(&env), AccountId::new(&env));
        let link = LinkId::new(&env);
        let label = Label::parse("Дача").unwrap().unwrap();
        let sealed = vault.seal_label(account, link, &label);
        assert_eq!(vault.open_label(account, link, &sealed).unwrap(), "Дача");
        assert!(vault.open_label(other, link, &sealed).is_err());

        let sealed = vault.seal_destination(account, link, 1, "+79000000001");
        let opened = vault.open_destination(account, link, 1, &sealed);
        assert_eq!(opened.unwrap(), "+79000000001");
        assert!(vault.open_destination(account, link, 2, &sealed).is_err());
        assert!(vault.open_handle(account, link, 1, &sealed).is_err());
    }

    #[test]
    fn identifier_is_read_back() {
        let (env, _) = ManualClock::new(1);
        let vault = vault(&env);
        let (account, link) = (AccountId::new(&env), LinkId::new(&env));
        for (identifier_type, text) in [
            (IdentifierType::PhoneNumber, "+79000000045"),
            (IdentifierType::AccountNumber, "001234567890"),
            (IdentifierType::ContractNumber, "AB12/3"),
        ] {
            let identifier = Identifier::normalise(identifier_type, text);
            let sealed = vault.seal_identifier(account, link, &identifier);
            let opened = vault.open_identifier(account, link, identifier_type, &sealed);
            assert_eq!(opened.unwrap(), identifier);
        }
    }
}
