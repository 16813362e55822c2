//! NDJSON: one record a line.

use std::io::Read;

use kabinet_proto::{
    google::r#type::Money,
    subscriptions::v1::{
        BalanceRecord, BillRecord, BillState, BillsRecord, ContactOfRecord, ContractRecord,
        ContractState, HolderKind, RatingType, ServiceRecord, ServiceState, SuspendReason,
    },
    timestamp,
    types::v1::ServiceKind,
};
use prost_types::Timestamp;
use time::OffsetDateTime;

use super::{
    Line, ReadError,
    faults::{Fault, Faults},
    fields::Fields,
    lines::{Content, Lines, NOT_UTF8, RawLine, TOO_LONG},
    values::{self, Named},
    version_at,
};
use crate::{Reject, Violation, reject::readable_id};

const MALFORMED: Fault = Fault {
    reason: "JSON_FORM",
    description: "must be one JSON object",
};

#[derive(Debug)]
pub(super) struct NdjsonReader<R> {
    lines: Lines<R>,
    as_of: OffsetDateTime,
}

impl<R: Read> NdjsonReader<R> {
    pub(super) fn new(input: R, as_of: OffsetDateTime) -> Self {
        Self {
            lines: Lines::new(input),
            as_of,
        }
    }

    pub(super) fn next(&mut self) -> Option<Result<Line, ReadError>> {
        match self.lines.next() {
            Ok(line) => line.map(|line| Ok(self.read(line))),
            Err(error) => Some(Err(error.into())),
        }
    }

    fn read(&self, line: RawLine) -> Line {
        let number = line.number;
        let refuse = |fault: Fault| Line::Rejected(reject(number, None, vec![fault.at("")]));
        let Content::Whole(bytes) = line.content else {
            return refuse(TOO_LONG);
        };
        let Ok(text) = str::from_utf8(&bytes) else {
            return refuse(NOT_UTF8);
        };
        let Ok(json) = serde_json::from_str(text) else {
            return refuse(MALFORMED);
        };
        let mut faults = Faults::default();
        let record = Fields::read(json, &mut faults, |fields| contract(fields, self.as_of));
        let violations = faults.into_list();
        match record {
            Some(record) if violations.is_empty() => Line::Record {
                line: number,
                record: Box::new(record),
            },
            record => {
                let id = record.and_then(|record| readable_id(&record.external_id));
                Line::Rejected(reject(number, id, violations))
            }
        }
    }
}

fn reject(line: u64, external_id: Option<String>, violations: Vec<Violation>) -> Reject {
    Reject {
        line,
        external_id,
        violations,
    }
}

fn contract(fields: &mut Fields<'_>, as_of: OffsetDateTime) -> ContractRecord {
    ContractRecord {
        external_id: fields.text("external_id"),
        version: fields
            .integer("version")
            .unwrap_or_else(|| version_at(as_of)),
        region_code: fields.text("region_code"),
        account_number: fields.text("account_number"),
        contract_number: fields.text("contract_number"),
        rating_type: named::<RatingType>(fields, "rating_type"),
        holder_kind: named::<HolderKind>(fields, "holder_kind"),
        holder_generation: fields.integer("holder_generation").unwrap_or(1),
        state: named::<ContractState>(fields, "state"),
        contact: fields.object("contact", contact),
        services: fields.list("services", service),
        balance: fields.object("balance", |fields| balance(fields, as_of)),
        bills: fields.object("bills", |fields| bills(fields, as_of)),
    }
}

fn contact(fields: &mut Fields<'_>) -> ContactOfRecord {
    ContactOfRecord {
        mobile: fields.text("mobile"),
        email: fields.text("email"),
        since: fields.parsed("since", values::time),
    }
}

fn service(fields: &mut Fields<'_>) -> ServiceRecord {
    ServiceRecord {
        external_id: fields.text("external_id"),
        kind: named::<ServiceKind>(fields, "kind"),
        phone_number: fields.text("phone_number"),
        tariff_code: fields.text("tariff_code"),
        tariff_name: fields.text("tariff_name"),
        state: named::<ServiceState>(fields, "state"),
        suspend_reason: named::<SuspendReason>(fields, "suspend_reason"),
    }
}

fn balance(fields: &mut Fields<'_>, as_of: OffsetDateTime) -> BalanceRecord {
    BalanceRecord {
        amount: amount(fields),
        as_of: Some(time_or(fields, as_of)),
    }
}

fn bills(fields: &mut Fields<'_>, as_of: OffsetDateTime) -> BillsRecord {
    BillsRecord {
        bills: fields.list("bills", bill),
        as_of: Some(time_or(fields, as_of)),
    }
}

fn bill(fields: &mut Fields<'_>) -> BillRecord {
    BillRecord {
        external_id: fields.text("external_id"),
        bill_number: fields.text("bill_number"),
        period_start: fields.parsed("period_start", values::date),
        period_end: fields.parsed("period_end", values::date),
        amount: amount(fields),
        issue_date: fields.parsed("issue_date", values::date),
        due_date: fields.parsed("due_date", values::date),
        state: named::<BillState>(fields, "state"),
    }
}

fn amount(fields: &mut Fields<'_>) -> Option<Money> {
    fields.object("amount", money).flatten()
}

fn money(fields: &mut Fields<'_>) -> Option<Money> {
    let text = fields.required("amount", |text| Ok(text.to_owned()));
    let currency = fields.required("currency", values::currency);
    let amount = values::amount(&text?, currency?);
    amount.map_err(|fault| fields.refuse("amount", fault)).ok()
}

fn time_or(fields: &mut Fields<'_>, as_of: OffsetDateTime) -> Timestamp {
    fields
        .parsed("as_of", values::time)
        .unwrap_or_else(|| timestamp::write(as_of))
}

fn named<E: Named>(fields: &mut Fields<'_>, key: &'static str) -> i32 {
    fields.parsed(key, E::number).unwrap_or_default()
}

#[cfg(test)]
mod tests;
