//! The demo contracts: one per kind, documented, always paid.

use time::OffsetDateTime;

use super::opening_day;
use crate::{
    contract::{Contact, Contract, Habit, Holder, Kind, Rating, Service, ServiceState},
    ledger::Ledger,
};

/// Demo contracts; they come first.
pub(crate) const DEMO_COUNT: u64 = 4;

struct Demo {
    name: &'static str,
    kind: Kind,
    rating: Rating,
    region: &'static str,
    account_number: &'static str,
    phone_number: Option<&'static str>,
    tariff: &'static str,
    contact: &'static str,
}

const DEMO: [Demo; 4] = [
    Demo {
        name: "demo-mobile",
        kind: Kind::Mobile,
        rating: Rating::Prepaid,
        region: "RU-MOW",
        account_number: "4000001",
        phone_number: Some("+79001000001"),
        tariff: "mobile-family",
        contact: "+79001000001",
    },
    Demo {
        name: "demo-landline",
        kind: Kind::Landline,
        rating: Rating::Postpaid,
        region: "RU-SPE",
        account_number: "780000000002",
        phone_number: Some("+78120000002"),
        tariff: "landline-base",
        contact: "+79001000002",
    },
    Demo {
        name: "demo-broadband",
        kind: Kind::Broadband,
        rating: Rating::Postpaid,
        region: "RU-NVS",
        account_number: "540000000003",
        phone_number: None,
        tariff: "home-500",
        contact: "+79001000003",
    },
    Demo {
        name: "demo-tv",
        kind: Kind::Tv,
        rating: Rating::Prepaid,
        region: "RU-SVE",
        account_number: "660000000004",
        phone_number: None,
        tariff: "tv-cinema",
        contact: "+79001000004",
    },
];

pub(super) fn contracts(now: OffsetDateTime) -> Vec<Contract> {
    let numbered = (0..).zip(&DEMO);
    numbered
        .map(|(number, demo)| contract(number, demo, now))
        .collect()
}

fn contract(number: u64, demo: &Demo, now: OffsetDateTime) -> Contract {
    let opened_on = opening_day(now);
    Contract {
        number,
        external_id: demo.name.to_owned(),
        version: 0,
        changed: now,
        region_code: demo.region.to_owned(),
        account_number: demo.account_number.to_owned(),
        paper_number: format!("DEMO/{:02}", number + 1),
        rating: demo.rating,
        holder: Holder::Person,
        habit: Habit::Always,
        contact: Some(Contact {
            mobile: demo.contact.to_owned(),
            email: format!("{}@example.com", demo.name),
            since: opened_on.midnight().assume_utc(),
        }),
        opened_on,
        closed_on: None,
        services: vec![Service {
            kind: demo.kind,
            phone_number: demo.phone_number.map(str::to_owned),
            tariff: demo.tariff.to_owned(),
            state: ServiceState::Active,
        }],
        ledger: Ledger::default(),
        bills: Vec::new(),
    }
}
