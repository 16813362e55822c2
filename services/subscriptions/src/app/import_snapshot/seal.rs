use kabinet_env::id::ContractId;

use crate::domain::identifier::LocatorKey;
use crate::domain::record::Record;
use crate::domain::source::{bill_id, service_id};
use crate::store::staged_row::StagedRow;
use crate::vault::{Digest, Locator, Vault};

/// Seals what is personal in a record, and computes what it is found by.
pub(super) fn row<'r>(
    vault: &Vault,
    id: ContractId,
    digest: Digest,
    record: &'r Record,
) -> StagedRow<'r> {
    let contact = record.contact.as_ref();
    let services = record.services.iter().map(|service| {
        let service_id = service_id(id, &service.external_id);
        let number = service.phone_number.as_deref();
        let sealed = number.map(|number| vault.seal_phone_number(id, service_id, number));
        (service_id.uuid(), sealed)
    });
    let bills = record.bills.iter().flat_map(|bills| &bills.bills);
    let bills = bills.map(|bill| {
        let bill_id = bill_id(id, &bill.external_id);
        let sealed = vault.seal_bill_number(id, bill_id, &bill.number);
        (bill_id.uuid(), sealed)
    });
    StagedRow {
        contract_id: id,
        digest,
        record,
        numbers: vault.seal_numbers(id, &record.numbers),
        contact: contact.map(|contact| vault.seal_contact(id, &contact.ways)),
        locators: locators(vault, record),
        services: services.collect(),
        bills: bills.collect(),
    }
}

fn locators(vault: &Vault, record: &Record) -> Vec<Locator> {
    let identifiers = record.identifiers();
    let keys = identifiers.iter().map(|(kind, identifier)| LocatorKey {
        region_code: &record.region_code,
        kind: *kind,
        identifier,
    });
    keys.map(|key| vault.locator(&key)).collect()
}
