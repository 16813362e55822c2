use kabinet_proto::google::r#type::{Date, Money};
use kabinet_proto::types::v1::ServiceKind;
use prost_types::Timestamp;
use time::macros::datetime;

use super::*;
use crate::domain::catalog::Catalog;

const NOW: i64 = 1_780_000_000;

fn at(seconds: i64) -> Timestamp {
    Timestamp { seconds, nanos: 0 }
}

fn roubles(units: i64, nanos: i32) -> Money {
    Money {
        currency_code: "RUB".to_owned(),
        units,
        nanos,
    }
}

fn day(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

fn bill(external_id: &str) -> pb::BillRecord {
    pb::BillRecord {
        external_id: external_id.to_owned(),
        bill_number: "2026-04/7".to_owned(),
        period_start: Some(day(2026, 4, 1)),
        period_end: Some(day(2026, 4, 30)),
        amount: Some(roubles(450, 0)),
        issue_date: Some(day(2026, 5, 5)),
        due_date: Some(day(2026, 5, 25)),
        state: pb::BillState::Open.into(),
    }
}

fn service(external_id: &str, kind: ServiceKind, phone_number: &str) -> pb::ServiceRecord {
    pb::ServiceRecord {
        external_id: external_id.to_owned(),
        kind: kind.into(),
        phone_number: phone_number.to_owned(),
        tariff_code: "M-1".to_owned(),
        tariff_name: "Простой".to_owned(),
        state: pb::ServiceState::Active.into(),
        suspend_reason: 0,
    }
}

fn whole() -> pb::ContractRecord {
    pb::ContractRecord {
        external_id: "C-1".to_owned(),
        version: 3,
        region_code: "RU-MOW".to_owned(),
        account_number: "0012345".to_owned(),
        contract_number: "A-7/1".to_owned(),
        rating_type: pb::RatingType::Prepaid.into(),
        holder_kind: pb::HolderKind::Person.into(),
        holder_generation: 1,
        state: pb::ContractState::Open.into(),
        contact: Some(pb::ContactOfRecord {
            mobile: "+79000000001".to_owned(),
            email: "holder@example.com".to_owned(),
            since: Some(at(NOW - 1_000)),
        }),
        services: vec![
            service("S-1", ServiceKind::Mobile, "+79000000002"),
            service("S-2", ServiceKind::Tv, ""),
        ],
        balance: Some(pb::BalanceRecord {
            amount: Some(roubles(-12, -345_000_001)),
            as_of: Some(at(NOW - 10)),
        }),
        bills: Some(pb::BillsRecord {
            bills: vec![bill("B-1"), bill("B-2")],
            as_of: Some(at(NOW - 10)),
        }),
    }
}

fn read(record: &pb::ContractRecord) -> Result<Record, Vec<Violation>> {
    let catalog = Catalog::russian_federation();
    let rules = Rules {
        catalog: &catalog,
        latest: time::OffsetDateTime::from_unix_timestamp(NOW).unwrap(),
    };
    record.read(&rules)
}

#[test]
fn record_in_order_is_read_exactly() {
    let record = read(&whole()).unwrap();
    assert_eq!(record.balance.unwrap().amount.nanos(), -12_345_000_001);
    assert_eq!(record.numbers.contract_number.as_deref(), Some("A-7/1"));
    assert_eq!(
        record.services[0].phone_number.as_deref(),
        Some("+79000000002")
    );
    assert_eq!(record.bills.unwrap().bills.len(), 2);
    let since = record.contact.unwrap().since;
    assert_eq!(since, datetime!(2026-05-28 20:10 UTC));
}

#[test]
fn what_is_absent_stays_absent() {
    let record = pb::ContractRecord {
        contract_number: String::new(),
        contact: None,
        services: Vec::new(),
        balance: None,
        bills: None,
        ..whole()
    };
    let record = read(&record).unwrap();
    assert_eq!(record.numbers.contract_number, None);
    assert!(record.contact.is_none() && record.balance.is_none() && record.bills.is_none());
}

/// Breaks a record in one way, and returns what is told: field and rule.
fn told(break_it: impl FnOnce(&mut pb::ContractRecord)) -> Vec<(String, &'static str)> {
    let mut record = whole();
    break_it(&mut record);
    let violations = read(&record).unwrap_err().into_iter();
    violations
        .map(|violation| (violation.field, violation.reason))
        .collect()
}

macro_rules! breaks {
    ($field:literal, $reason:literal, |$record:ident| $break_it:expr) => {
        let mut found = told(|$record| $break_it);
        assert_eq!(found.pop(), Some(($field.to_owned(), $reason)));
        assert_eq!(found, []);
    };
}

#[test]
fn every_broken_domain_rule_is_named() {
    breaks!("region_code", "REGION_UNKNOWN", |r| r.region_code =
        "KZ-75".to_owned());
    breaks!("contact", "CONTACT_EMPTY", |r| {
        let contact = r.contact.as_mut().unwrap();
        contact.mobile.clear();
        contact.email.clear();
    });
    breaks!("contact.mobile", "MOBILE_UNACCEPTABLE", |r| {
        r.contact.as_mut().unwrap().mobile = "+74950000000".to_owned();
    });
    breaks!("contact.email", "EMAIL_UNACCEPTABLE", |r| {
        r.contact.as_mut().unwrap().email = "holder".to_owned();
    });
    breaks!("contact.since", "TIME_UNREAL", |r| {
        r.contact.as_mut().unwrap().since = Some(at(-1));
    });
    breaks!("services[1].external_id", "SERVICE_DUPLICATE", |r| {
        r.services[1].external_id = "S-1".to_owned();
    });
    breaks!("services[0].phone_number", "MOBILE_UNACCEPTABLE", |r| {
        r.services[0].phone_number = "+70000000000".to_owned();
    });
    breaks!("services[1].phone_number", "PHONE_NUMBER_UNEXPECTED", |r| {
        r.services[1].phone_number = "+79000000003".to_owned();
    });
    breaks!(
        "services[0].suspend_reason",
        "SUSPEND_REASON_UNEXPECTED",
        |r| {
            r.services[0].suspend_reason = pb::SuspendReason::Debt.into();
        }
    );
    breaks!("services[0].tariff_name", "CONTROL_CHARACTER", |r| {
        r.services[0].tariff_name = "a\0b".to_owned();
    });
    breaks!("balance.amount", "MONEY_MALFORMED", |r| {
        r.balance.as_mut().unwrap().amount = Some(roubles(1, -1));
    });
    breaks!("balance.as_of", "TIME_IN_FUTURE", |r| {
        r.balance.as_mut().unwrap().as_of = Some(at(NOW + 1));
    });
    breaks!("bills.as_of", "TIME_IN_FUTURE", |r| {
        r.bills.as_mut().unwrap().as_of = Some(at(NOW + 1));
    });
    breaks!("bills.bills[1].external_id", "BILL_DUPLICATE", |r| {
        r.bills.as_mut().unwrap().bills[1].external_id = "B-1".to_owned();
    });
    breaks!("bills.bills[0].issue_date", "DATE_UNREAL", |r| {
        r.bills.as_mut().unwrap().bills[0].issue_date = Some(day(2026, 2, 29));
    });
    breaks!("bills.bills[0].due_date", "DATE_UNREAL", |r| {
        r.bills.as_mut().unwrap().bills[0].due_date = Some(day(2026, 5, 0));
    });
    breaks!("bills.bills[0].period_end", "PERIOD_REVERSED", |r| {
        r.bills.as_mut().unwrap().bills[0].period_end = Some(day(2026, 3, 31));
    });
    breaks!("bills.bills[1].amount", "CURRENCY_MIXED", |r| {
        let bills = r.bills.as_mut().unwrap();
        bills.bills[1].amount.as_mut().unwrap().currency_code = "PLN".to_owned();
    });
}

#[test]
fn declared_rules_come_first() {
    assert_eq!(
        told(|r| r.version = 0),
        [("version".to_owned(), "INT64_GT")]
    );
    let found = told(|r| r.services[1].external_id.clear());
    assert_eq!(found[0].0, "services[1].external_id");
}

#[test]
fn everything_wrong_is_told_at_once_without_the_values() {
    let mut record = whole();
    record.region_code = "KZ-75".to_owned();
    record.contact.as_mut().unwrap().email = "somebody".to_owned();
    record.services[1].phone_number = "+79000000003".to_owned();
    let violations = read(&record).unwrap_err();
    assert_eq!(violations.len(), 3);
    let text = format!("{violations:?}");
    for value in ["KZ-75", "somebody", "79000000003"] {
        assert!(!text.contains(value), "{text}");
    }
}
