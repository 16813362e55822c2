//! Numbers and contacts of contracts, each sealed for its own cell, and the digests of records.

use kabinet_domain::{EmailAddress, MobileNumber};
use kabinet_env::id::{BillId, ContractId, ServiceId};
use kabinet_seal::{OpenError, Place};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Error, Vault};
use crate::domain::record::{Numbers, Ways};

/// Version of what is sealed.
const VERSION: u32 = 1;

/// MAC of a record: two records with the same say the same.
pub(crate) type Digest = [u8; 32];

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StoredNumbers {
    account_number: String,
    contract_number: Option<String>,
}

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct StoredWays {
    mobile: Option<String>,
    email: Option<String>,
}

impl Vault {
    /// Computes the digest of a record's canonical form, with the current key.
    pub(crate) fn record_digest(&self, canonical: &[u8]) -> Digest {
        self.records.index(canonical)
    }

    /// Computes every digest that may be stored: one per live key, the current one first.
    pub(crate) fn record_digest_candidates(&self, canonical: &[u8]) -> Vec<Digest> {
        self.records.candidates(canonical)
    }

    /// Seals the numbers of a contract.
    pub(crate) fn seal_numbers(&self, id: ContractId, numbers: &Numbers) -> Vec<u8> {
        let stored = StoredNumbers {
            account_number: numbers.account_number.clone(),
            contract_number: numbers.contract_number.clone(),
        };
        self.seal_json(numbers_of(id), &stored)
    }

    /// Opens the numbers of a contract.
    pub(crate) fn open_numbers(&self, id: ContractId, sealed: &[u8]) -> Result<Numbers, Error> {
        let cell = numbers_of(id);
        let opened = self.open_cell(cell, sealed)?;
        let stored: StoredNumbers = serde_json::from_slice(&opened).map_err(|_| cell.corrupt())?;
        Ok(Numbers {
            account_number: stored.account_number.clone(),
            contract_number: stored.contract_number.clone(),
        })
    }

    /// Seals how the operator reaches the holder of a contract.
    pub(crate) fn seal_contact(&self, id: ContractId, ways: &Ways) -> Vec<u8> {
        let mobile = ways.mobile.as_ref();
        let email = ways.email.as_ref();
        let stored = StoredWays {
            mobile: mobile.map(|mobile| mobile.e164().to_owned()),
            email: email.map(|email| email.as_str().to_owned()),
        };
        self.seal_json(contact_of(id), &stored)
    }

    /// Opens how the operator reaches the holder of a contract.
    pub(crate) fn open_contact(&self, id: ContractId, sealed: &[u8]) -> Result<Ways, Error> {
        let cell = contact_of(id);
        let opened = self.open_cell(cell, sealed)?;
        let stored: StoredWays = serde_json::from_slice(&opened).map_err(|_| cell.corrupt())?;
        let mobile = stored.mobile.as_deref().map(MobileNumber::parse);
        let email = stored.email.as_deref().map(EmailAddress::parse);
        Ok(Ways {
            mobile: mobile.transpose().map_err(|_| cell.corrupt())?,
            email: email.transpose().map_err(|_| cell.corrupt())?,
        })
    }

    /// Seals the telephone number of a service.
    pub(crate) fn seal_phone_number(
        &self,
        contract_id: ContractId,
        service_id: ServiceId,
        number: &str,
    ) -> Vec<u8> {
        self.seal_text(phone_number_of(contract_id, service_id), number)
    }

    /// Opens the telephone number of a service.
    pub(crate) fn open_phone_number(
        &self,
        contract_id: ContractId,
        service_id: ServiceId,
        sealed: &[u8],
    ) -> Result<String, Error> {
        self.open_text(phone_number_of(contract_id, service_id), sealed)
    }

    /// Seals the number of a bill.
    pub(crate) fn seal_bill_number(
        &self,
        contract_id: ContractId,
        bill_id: BillId,
        number: &str,
    ) -> Vec<u8> {
        self.seal_text(bill_number_of(contract_id, bill_id), number)
    }

    /// Opens the number of a bill.
    pub(crate) fn open_bill_number(
        &self,
        contract_id: ContractId,
        bill_id: BillId,
        sealed: &[u8],
    ) -> Result<String, Error> {
        self.open_text(bill_number_of(contract_id, bill_id), sealed)
    }

    fn seal_json(&self, cell: Cell, value: &impl Serialize) -> Vec<u8> {
        let plain = serde_json::to_vec(value).expect("a few texts are JSON");
        let plain = Zeroizing::new(plain);
        self.contracts
            .seal(&self.env, cell.place(&cell.row()), &plain)
    }

    fn seal_text(&self, cell: Cell, text: &str) -> Vec<u8> {
        self.contracts
            .seal(&self.env, cell.place(&cell.row()), text.as_bytes())
    }

    fn open_cell(&self, cell: Cell, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        self.contracts
            .open(cell.place(&cell.row()), sealed)
            .map_err(|source| cell.sealed(source))
    }

    fn open_text(&self, cell: Cell, sealed: &[u8]) -> Result<String, Error> {
        let opened = self.open_cell(cell, sealed)?;
        let text = str::from_utf8(&opened).map_err(|_| cell.corrupt())?;
        Ok(text.to_owned())
    }
}

/// A column in the row of a contract or of what hangs on it.
#[derive(Clone, Copy)]
struct Cell {
    table: &'static str,
    column: &'static str,
    contract: Uuid,
    /// Service or bill of the row.
    part: Option<Uuid>,
}

fn numbers_of(id: ContractId) -> Cell {
    Cell {
        table: "subscriptions.contract",
        column: "numbers",
        contract: id.uuid(),
        part: None,
    }
}

fn contact_of(id: ContractId) -> Cell {
    Cell {
        column: "contact",
        ..numbers_of(id)
    }
}

fn phone_number_of(contract_id: ContractId, service_id: ServiceId) -> Cell {
    Cell {
        table: "subscriptions.service",
        column: "phone_number",
        contract: contract_id.uuid(),
        part: Some(service_id.uuid()),
    }
}

fn bill_number_of(contract_id: ContractId, bill_id: BillId) -> Cell {
    Cell {
        table: "subscriptions.bill",
        column: "bill_number",
        contract: contract_id.uuid(),
        part: Some(bill_id.uuid()),
    }
}

impl Cell {
    fn row(&self) -> Vec<u8> {
        let part = self.part.as_ref().map(Uuid::as_bytes);
        let part = part.map(<[u8; 16]>::as_slice).unwrap_or_default();
        [self.contract.as_bytes(), part].concat()
    }

    fn place<'a>(&self, row: &'a [u8]) -> Place<'a> {
        Place {
            table: self.table,
            column: self.column,
            row,
            version: VERSION,
        }
    }

    fn sealed(self, source: OpenError) -> Error {
        Error::Sealed {
            table: self.table,
            column: self.column,
            row: self.contract,
            source,
        }
    }

    fn corrupt(self) -> Error {
        Error::Corrupt {
            table: self.table,
            column: self.column,
            row: self.contract,
        }
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use kabinet_seal::KeyRing;

    use super::*;

    fn vault() -> Vault {
        Vault::new(&KeyRing::from_secret("k1", [7; 32]), ManualClock::new(1).0)
    }

    fn contract(number: u128) -> ContractId {
        ContractId::from_uuid(Uuid::from_u128(number))
    }

    #[test]
    fn numbers_and_contacts_are_read_back_in_their_own_cell_only() {
        let vault = vault();
        let numbers = Numbers {
            account_number: "0012".to_owned(),
            contract_number: None,
        };
        let sealed = vault.seal_numbers(contract(1), &numbers);
        assert_eq!(vault.open_numbers(contract(1), &sealed).unwrap(), numbers);
        assert!(vault.open_numbers(contract(2), &sealed).is_err());
        assert!(vault.open_contact(contract(1), &sealed).is_err());

        let ways = Ways {
            mobile: Some(MobileNumber::parse("+79000000001").unwrap()),
            email: Some(EmailAddress::parse("holder@example.com").unwrap()),
        };
        let sealed = vault.seal_contact(contract(1), &ways);
        assert_eq!(vault.open_contact(contract(1), &sealed).unwrap(), ways);
        assert!(vault.open_contact(contract(2), &sealed).is_err());
    }

    #[test]
    fn number_of_one_service_or_bill_opens_in_no_other() {
        let vault = vault();
        let [first, second] = [1, 2].map(|number| ServiceId::from_uuid(Uuid::from_u128(number)));
        let sealed = vault.seal_phone_number(contract(1), first, "+79000000001");
        let opened = vault.open_phone_number(contract(1), first, &sealed);
        assert_eq!(opened.unwrap(), "+79000000001");
        assert!(
            vault
                .open_phone_number(contract(1), second, &sealed)
                .is_err()
        );
        assert!(
            vault
                .open_phone_number(contract(2), first, &sealed)
                .is_err()
        );

        let bill = BillId::from_uuid(first.uuid());
        assert!(vault.open_bill_number(contract(1), bill, &sealed).is_err());
        let sealed = vault.seal_bill_number(contract(1), bill, "B-1");
        let opened = vault.open_bill_number(contract(1), bill, &sealed);
        assert_eq!(opened.unwrap(), "B-1");
    }

    #[test]
    fn digest_tells_records_apart() {
        let vault = vault();
        let digest = vault.record_digest(b"record");
        assert_eq!(vault.record_digest_candidates(b"record"), [digest]);
        assert_ne!(vault.record_digest(b"another"), digest);
    }
}
