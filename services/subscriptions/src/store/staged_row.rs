//! A record as the staging table holds it until its snapshot is committed.

use kabinet_domain::{Currency, Money};
use kabinet_env::id::ContractId;
use time::Date;
use uuid::Uuid;

use super::copy::Rows;
use crate::domain::record::{Bill, Record, Service};
use crate::domain::service::SuspendReason;
use crate::vault::{Digest, Locator};

const COLUMNS: i16 = 37;

/// Sealed and derived parts of a record.
#[derive(Debug)]
pub(crate) struct StagedRow<'r> {
    pub(crate) contract_id: ContractId,
    pub(crate) digest: Digest,
    pub(crate) record: &'r Record,
    pub(crate) numbers: Vec<u8>,
    pub(crate) contact: Option<Vec<u8>>,
    pub(crate) locators: Vec<Locator>,
    /// Ids and sealed telephone numbers of the services.
    pub(crate) services: Vec<(Uuid, Option<Vec<u8>>)>,
    /// Ids and sealed numbers of the bills.
    pub(crate) bills: Vec<(Uuid, Vec<u8>)>,
}

/// Makes room for staged records.
pub(crate) fn rows() -> Rows {
    Rows::new(COLUMNS)
}

impl StagedRow<'_> {
    /// Adds the record, column by column in the order of [`COPY`](super::staging).
    pub(crate) fn write(&self, rows: &mut Rows, snapshot_id: Uuid, ordinal: i64) {
        let record = self.record;
        let contact_since = record.contact.as_ref().map(|contact| contact.since);
        rows.start_row()
            .put(&snapshot_id)
            .put(&ordinal)
            .put(&self.contract_id.uuid())
            .put(record.external_id.as_str())
            .put(&record.version)
            .put(self.digest.as_slice())
            .put(record.region_code.as_str())
            .put(record.rating_type.as_str())
            .put(record.holder_kind.as_str())
            .put(&record.holder_generation)
            .put(record.state.as_str())
            .put(self.numbers.as_slice())
            .put_optional(self.contact.as_deref())
            .put_optional(contact_since.as_ref());
        let locators = self.locators.iter();
        rows.put_array(locators.map(|locator| Some(locator.as_slice())));
        self.write_services(rows);
        self.write_balance(rows);
        self.write_bills(rows);
    }

    fn write_services(&self, rows: &mut Rows) {
        let records = &self.record.services;
        let text = |text: fn(&Service) -> Option<&str>| records.iter().map(text);
        rows.put_array(self.services.iter().map(|(id, _)| Some(id)))
            .put_array(text(|service| Some(&service.external_id)))
            .put_array(text(|service| Some(service.kind.as_str())))
            .put_array(self.services.iter().map(|(_, number)| number.as_deref()))
            .put_array(text(|service| Some(&service.tariff_code)))
            .put_array(text(|service| Some(&service.tariff_name)))
            .put_array(text(|service| Some(service.state.as_str())))
            .put_array(text(|service| {
                service.suspend_reason.map(SuspendReason::as_str)
            }));
    }

    fn write_balance(&self, rows: &mut Rows) {
        let amount = self.record.balance.map(|balance| balance.amount);
        let currency = amount.map(Money::currency);
        let as_of = self.record.balance.map(|balance| balance.as_of);
        rows.put_optional(amount.map(Money::nanos).as_ref())
            .put_optional(currency.as_ref().map(Currency::as_str))
            .put_optional(as_of.as_ref());
    }

    fn write_bills(&self, rows: &mut Rows) {
        let bills = self.record.bills.as_ref();
        let as_of = bills.map(|bills| bills.as_of);
        let records = bills.map_or(&[][..], |bills| bills.bills.as_slice());
        let text = |text: fn(&Bill) -> Option<&str>| records.iter().map(text);
        let date = |date: fn(&Bill) -> Option<&Date>| records.iter().map(date);
        let amounts = records.iter().map(|bill| bill.amount);
        let nanos: Vec<_> = amounts.clone().map(Money::nanos).collect();
        let currencies: Vec<_> = amounts.map(Money::currency).collect();
        rows.put_optional(as_of.as_ref())
            .put_array(self.bills.iter().map(|(id, _)| Some(id)))
            .put_array(text(|bill| Some(&bill.external_id)))
            .put_array(self.bills.iter().map(|(_, number)| Some(number.as_slice())))
            .put_array(date(|bill| Some(&bill.period.0)))
            .put_array(date(|bill| Some(&bill.period.1)))
            .put_array(nanos.iter().map(Some))
            .put_array(currencies.iter().map(|currency| Some(currency.as_str())))
            .put_array(date(|bill| Some(&bill.issue_date)))
            .put_array(date(|bill| Some(&bill.due_date)))
            .put_array(text(|bill| Some(bill.state.as_str())));
    }
}

/// Makes room for mentions of contracts.
pub(crate) fn mentions() -> Rows {
    Rows::new(2)
}

/// Adds a mention.
pub(crate) fn mention(rows: &mut Rows, snapshot_id: Uuid, contract_id: ContractId) {
    rows.start_row().put(&snapshot_id).put(&contract_id.uuid());
}
