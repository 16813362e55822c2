use std::collections::{BTreeMap, BTreeSet};

use kabinet_proto::{
    subscriptions::v1::{BillState, ContractState, HolderKind, ServiceState, SuspendReason},
    validate::violations_of,
};
use time::{Duration, macros::datetime};

use super::*;
use crate::{
    Account, MovementKind, Rating,
    bill::Bill,
    calendar::Month,
    money::{kopecks, of_nanos, roubles},
};

const NOW: OffsetDateTime = datetime!(2026-03-20 12:34:56.789012 UTC);

fn books() -> Books {
    Books::generate(1, NOW)
}

fn balance(books: &Books, id: &str) -> i64 {
    let contract = books.contracts.iter().find(|found| found.external_id == id);
    contract.unwrap().balance().nanos()
}

#[test]
fn one_seed_and_one_time_make_the_same_books() {
    assert_eq!(books(), books());
    let other: Vec<_> = Books::generate(2, NOW).records().collect();
    assert_ne!(books().records().collect::<Vec<_>>(), other);
}

#[test]
fn days_pass_the_same_whenever_they_are_looked_at() {
    let later = NOW + Duration::days(400);
    let mut at_once = books();
    at_once.advance(later);
    let mut stepwise = books();
    for day in (7..=400).step_by(7).chain([400]) {
        stepwise.advance(NOW + Duration::days(day));
    }
    let stands = |books: &Books| -> Vec<_> {
        let contracts = books.contracts.iter();
        contracts
            .map(|contract| (contract.ledger.clone(), contract.bills.clone()))
            .collect()
    };
    assert_eq!(stands(&at_once), stands(&stepwise));
    assert_eq!(at_once.advance(later), 0);
}

#[test]
fn sum_over_the_ledger_is_nothing_and_every_balance_follows_from_it() {
    let books = books();
    let mut totals = 0;
    for contract in &books.contracts {
        let own = contract.ledger.total(Account::Subscriber);
        totals +=
            own + contract.ledger.total(Account::Cash) + contract.ledger.total(Account::Revenue);
        assert_eq!(i128::from(contract.balance().nanos()), own);
        let signs = contract
            .movements()
            .iter()
            .all(|movement| movement.amount.nanos() > 0);
        assert!(signs, "{}", contract.external_id);
    }
    assert_eq!(totals, 0);
}

#[test]
fn bills_add_up_to_what_was_charged() {
    for contract in books().contracts {
        if contract.rating == Rating::Prepaid {
            assert!(contract.bills.is_empty());
            continue;
        }
        let billed: i128 = contract
            .bills
            .iter()
            .map(|bill| i128::from(bill.amount.nanos()))
            .sum();
        assert_eq!(billed, contract.ledger.total(Account::Revenue));
    }
}

#[test]
fn calendar_is_kept() {
    for contract in books().contracts {
        for movement in contract.movements() {
            let day = movement.date.day();
            match (contract.rating, movement.kind) {
                (Rating::Prepaid, MovementKind::Fee) => assert_eq!(day, 1),
                (Rating::Postpaid, MovementKind::Fee) => assert_eq!(day, 5),
                (Rating::Postpaid, MovementKind::Payment) => assert!((8..25).contains(&day)),
                _ => {}
            }
        }
        for bill in &contract.bills {
            assert_eq!(*bill, Bill::issued_on(bill.issue_date, bill.amount));
            assert_eq!((bill.issue_date.day(), bill.due_date.day()), (5, 25));
        }
    }
}

#[test]
fn who_pays_by_bill_has_a_bill_of_each_of_twelve_months() {
    let now = Month::of(NOW.date());
    let expected: Vec<_> = (1..=13).rev().map(|ago| now.ago(ago).first()).collect();
    let books = books();
    let landline = &books.demo()[1];
    let periods: Vec<_> = landline
        .bills
        .iter()
        .map(|bill| bill.period_start)
        .collect();
    assert_eq!(periods, expected);
}

#[test]
fn every_record_keeps_the_contract_and_all_are_others() {
    let books = books();
    let mut numbers = BTreeMap::<_, u32>::new();
    let mut phones = BTreeSet::new();
    for record in books.records() {
        let violations = violations_of(&record);
        assert!(
            violations.is_empty(),
            "{}: {violations:?}",
            record.external_id
        );
        let digits = if record.region_code == "RU-MOW" {
            7
        } else {
            12
        };
        assert_eq!(record.account_number.len(), digits);
        *numbers
            .entry((record.region_code, record.account_number))
            .or_default() += 1;
        for service in record.services {
            let number = service.phone_number;
            assert!(
                number.is_empty() || phones.insert(number),
                "a number is given twice"
            );
        }
    }
    assert_eq!(numbers.len(), 500);
    let accounts: BTreeSet<_> = numbers.keys().map(|(_, account)| account).collect();
    assert_eq!(
        accounts.len(),
        499,
        "two contracts share their account number"
    );
}

#[test]
fn everything_that_tests_look_for_is_there() {
    let records: Vec<_> = books().records().collect();
    let count = |found: &dyn Fn(&ContractRecord) -> bool| {
        records.iter().filter(|record| found(record)).count()
    };
    assert_eq!(
        count(&|record| record.holder_kind() == HolderKind::Organisation),
        10
    );
    assert_eq!(count(&|record| record.state() == ContractState::Closed), 10);
    assert_eq!(count(&|record| record.contact.is_none()), 10);
    let suspended = |record: &ContractRecord| {
        let services = &record.services;
        services
            .iter()
            .any(|service| service.suspend_reason() == SuspendReason::Debt)
    };
    assert!(count(&suspended) > 5);
    let owing = |record: &ContractRecord| {
        let bills = &record.bills.as_ref().unwrap().bills;
        bills.iter().any(|bill| bill.state() == BillState::Open)
    };
    assert!(count(&owing) > 5);
    assert!(count(&|record| record.services.len() > 1) > 20);
}

#[test]
fn demo_contracts_are_documented_and_have_nothing_wrong() {
    let books = books();
    let documentation = include_str!("../lib.rs");
    assert_eq!(books.demo().len(), 4);
    for contract in books.demo() {
        let contact = contract.contact().unwrap();
        let line = documentation
            .lines()
            .find(|line| line.contains(&format!("`{}`", contract.external_id())));
        let line = line.unwrap();
        for told in [
            contract.region_code(),
            contract.account_number(),
            &contact.mobile,
            &contact.email,
        ] {
            assert!(line.contains(told), "{told} is not in {line}");
        }
        assert!(contact.since < NOW - Duration::days(300));
        assert!(contract.rating == Rating::Postpaid || contract.balance().nanos() > 0);
        let record = contract.record();
        assert_eq!(record.services[0].state(), ServiceState::Active);
    }
}

#[test]
fn payment_and_charge_change_the_balance_exactly() {
    let mut books = books();
    let before = balance(&books, "demo-mobile");
    let version = books.demo()[0].version;
    let amount = roubles("0.000000001").unwrap();
    let later = NOW + Duration::SECOND;
    let change = books.pay("4000001", amount, later).unwrap();
    assert_eq!(
        (change.before.nanos(), change.after.nanos()),
        (before, before + 1)
    );
    assert_eq!(change.record, books.demo()[0].record());
    assert!(change.record.version > version);
    let change = books.charge("demo-mobile", amount, later).unwrap();
    assert_eq!(change.after.nanos(), before);
    assert!(
        change.record.version > version + 1,
        "one time, two versions"
    );
}

#[test]
fn debt_suspends_who_pays_in_advance_and_payment_restores() {
    let mut books = books();
    let state = |record: &ContractRecord| {
        let service = &record.services[0];
        (service.state(), service.suspend_reason())
    };
    let all = books.demo()[0].balance();
    let change = books.charge("demo-mobile", all, NOW).unwrap();
    assert_eq!(
        state(&change.record),
        (ServiceState::Active, SuspendReason::Unspecified)
    );
    let change = books.charge("demo-mobile", of_nanos(1), NOW).unwrap();
    assert_eq!(
        state(&change.record),
        (ServiceState::Suspended, SuspendReason::Debt)
    );
    let change = books.pay("demo-mobile", of_nanos(1), NOW).unwrap();
    assert_eq!(
        state(&change.record),
        (ServiceState::Active, SuspendReason::Unspecified)
    );
    let change = books
        .charge("demo-broadband", kopecks(10_000_000), NOW)
        .unwrap();
    assert_eq!(
        state(&change.record).0,
        ServiceState::Active,
        "who pays by bill is not suspended"
    );
}

#[test]
fn charge_stands_on_the_next_bill() {
    let mut books = books();
    let fee = books.demo()[2].monthly_fee().nanos();
    books
        .charge("demo-broadband", kopecks(12_345), NOW)
        .unwrap();
    books.advance(datetime!(2026-04-05 0:00 UTC));
    let bill = books.demo()[2].bills.last().unwrap();
    assert_eq!(bill.period(), "2026-03");
    assert_eq!(bill.amount.nanos(), fee + kopecks(12_345).nanos());
}

#[test]
fn what_cannot_be_changed_is_refused_and_changes_nothing() {
    let mut books = books();
    let before = books.clone();
    let one = kopecks(100);
    let twin = books.contracts[30].account_number.clone();
    let ids = vec!["C-000030".to_owned(), "C-000034".to_owned()];
    for (contract, amount, expected) in [
        ("nobody", one, ChangeError::Unknown),
        (&twin, one, ChangeError::Ambiguous { ids }),
        ("C-000013", one, ChangeError::Closed),
        ("demo-tv", kopecks(0), ChangeError::NotPositive),
        ("demo-tv", kopecks(-1), ChangeError::NotPositive),
        ("demo-tv", of_nanos(i64::MAX), ChangeError::OutOfRange),
    ] {
        assert_eq!(
            books.pay(contract, amount, NOW),
            Err(expected),
            "{contract}"
        );
    }
    let zloty =
        kabinet_domain::Money::parse_decimal("1", kabinet_domain::Currency::parse("PLN").unwrap());
    assert_eq!(
        books.pay("demo-tv", zloty.unwrap(), NOW),
        Err(ChangeError::Currency)
    );
    assert_eq!(books, before);
}
