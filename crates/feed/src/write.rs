//! Writes records as NDJSON: what [`crate::Reader`] reads back.

use std::io::{self, Write};

use kabinet_domain::Money as Amount;
use kabinet_proto::{
    google::r#type::{Date, Money},
    subscriptions::v1::{BillRecord, ContractRecord, ServiceRecord},
    timestamp,
};
use prost_types::Timestamp;
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;

use crate::reader::{Named, date_format};

/// Writes one record and the end of its line. What is not in its form is written as absent.
pub fn write_line(record: &ContractRecord, output: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *output, &contract(record))?;
    output.write_all(b"\n")
}

fn contract(record: &ContractRecord) -> Value {
    let contact = record.contact.as_ref().map(|contact| {
        json!({
            "mobile": contact.mobile,
            "email": contact.email,
            "since": contact.since.as_ref().and_then(time),
        })
    });
    let balance = record.balance.as_ref().map(|balance| {
        json!({
            "amount": balance.amount.as_ref().and_then(money),
            "as_of": balance.as_of.as_ref().and_then(time),
        })
    });
    let bills = record.bills.as_ref().map(|bills| {
        json!({
            "bills": bills.bills.iter().map(bill).collect::<Vec<_>>(),
            "as_of": bills.as_of.as_ref().and_then(time),
        })
    });
    json!({
        "external_id": record.external_id,
        "version": record.version,
        "region_code": record.region_code,
        "account_number": record.account_number,
        "contract_number": record.contract_number,
        "rating_type": name(record.rating_type()),
        "holder_kind": name(record.holder_kind()),
        "holder_generation": record.holder_generation,
        "state": name(record.state()),
        "contact": contact,
        "services": record.services.iter().map(service).collect::<Vec<_>>(),
        "balance": balance,
        "bills": bills,
    })
}

fn service(service: &ServiceRecord) -> Value {
    json!({
        "external_id": service.external_id,
        "kind": name(service.kind()),
        "phone_number": service.phone_number,
        "tariff_code": service.tariff_code,
        "tariff_name": service.tariff_name,
        "state": name(service.state()),
        "suspend_reason": name(service.suspend_reason()),
    })
}

fn bill(bill: &BillRecord) -> Value {
    json!({
        "external_id": bill.external_id,
        "bill_number": bill.bill_number,
        "period_start": bill.period_start.as_ref().and_then(date),
        "period_end": bill.period_end.as_ref().and_then(date),
        "amount": bill.amount.as_ref().and_then(money),
        "issue_date": bill.issue_date.as_ref().and_then(date),
        "due_date": bill.due_date.as_ref().and_then(date),
        "state": name(bill.state()),
    })
}

fn name<E: Named>(value: E) -> Option<&'static str> {
    let name = value.short_name();
    (name != "UNSPECIFIED").then_some(name)
}

fn time(timestamp: &Timestamp) -> Option<String> {
    timestamp::read(timestamp)?.format(&Rfc3339).ok()
}

fn date(date: &Date) -> Option<String> {
    let month = u8::try_from(date.month).ok()?;
    let month = time::Month::try_from(month).ok()?;
    let day = u8::try_from(date.day).ok()?;
    let date = time::Date::from_calendar_date(date.year, month, day).ok()?;
    date.format(date_format()).ok()
}

fn money(money: &Money) -> Option<Value> {
    let amount = Amount::from_parts(&money.currency_code, money.units, money.nanos).ok()?;
    let text = amount.to_string();
    let (decimal, currency) = text.split_once(' ')?;
    Some(json!({"amount": decimal, "currency": currency}))
}
