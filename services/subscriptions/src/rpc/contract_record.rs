//! Records of contracts: the declared rules, then those that no contract can declare.

mod bills;
mod holder;
mod reader;
mod services;
#[cfg(test)]
mod tests;
mod words;

use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::validate::violations_of;
use prost::Message as _;
use zeroize::Zeroizing;

use crate::app::import_snapshot::{Incoming, Rules};
use crate::domain::record::{Balance, Numbers, Record, Violation};
use reader::Reader;

impl Incoming for pb::ContractRecord {
    fn external_id(&self) -> &str {
        &self.external_id
    }

    fn version(&self) -> i64 {
        self.version
    }

    /// The encoding has the fields in the order of their numbers, and no maps.
    fn canonical(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(self.encode_to_vec())
    }

    fn read(&self, rules: &Rules<'_>) -> Result<Record, Vec<Violation>> {
        let broken = violations_of(self);
        if !broken.is_empty() {
            let violations = broken.into_iter().map(|violation| Violation {
                field: violation.field,
                reason: violation.reason,
                description: violation.description.to_owned(),
            });
            return Err(violations.collect());
        }
        let mut reader = Reader::new(rules);
        let record = record(self, &mut reader);
        reader.finish(record)
    }
}

fn record(record: &pb::ContractRecord, reader: &mut Reader<'_>) -> Option<Record> {
    reader.expect(
        rules_serve(reader, &record.region_code),
        "region_code",
        "REGION_UNKNOWN",
        "must be a region of the operator's catalog",
    );
    let contact = holder::contact(record.contact.as_ref(), reader);
    let services = services::read(&record.services, reader);
    let balance = record
        .balance
        .as_ref()
        .map(|balance| self::balance(balance, reader));
    let bills = record
        .bills
        .as_ref()
        .map(|bills| bills::read(bills, reader));
    bills::expect_one_currency(record, reader);
    let contract_number = &record.contract_number;
    Some(Record {
        external_id: record.external_id.clone(),
        version: record.version,
        region_code: record.region_code.clone(),
        numbers: Numbers {
            account_number: record.account_number.clone(),
            contract_number: (!contract_number.is_empty()).then(|| contract_number.clone()),
        },
        rating_type: words::rating_type(record.rating_type())?,
        holder_kind: words::holder_kind(record.holder_kind())?,
        holder_generation: record.holder_generation,
        state: words::contract_state(record.state())?,
        contact: contact?,
        services: services?,
        balance: match balance {
            Some(balance) => Some(balance?),
            None => None,
        },
        bills: match bills {
            Some(bills) => Some(bills?),
            None => None,
        },
    })
}

fn rules_serve(reader: &Reader<'_>, region_code: &str) -> bool {
    reader.rules().catalog.serves(region_code)
}

fn balance(balance: &pb::BalanceRecord, reader: &mut Reader<'_>) -> Option<Balance> {
    let amount = reader.money("balance.amount", balance.amount.as_ref());
    let as_of = reader.past("balance.as_of", balance.as_of.as_ref());
    Some(Balance {
        amount: amount?,
        as_of: as_of?,
    })
}
