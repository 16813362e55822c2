//! Who is served: the demo contracts, and some hundred others.

mod demo;
mod numbers;

use time::{Date, Duration, OffsetDateTime};

use crate::{
    calendar::Month,
    contract::{Contact, Contract, Habit, Holder, Kind, Rating, Service, ServiceState},
    ledger::Ledger,
    lot::{Lot, Purpose},
    tariff::Tariff,
};
pub(crate) use demo::DEMO_COUNT;

/// Contracts, the demo contracts included.
const COUNT: u64 = 500;
/// Months before today at whose beginning every contract was opened: twelve bills of whole months.
const MONTHS_BACK: i32 = 13;
const REGIONS: [&str; 5] = ["RU-MOW", "RU-SPE", "RU-NVS", "RU-SVE", "RU-KDA"];
/// Two contracts that share an account number, and their regions.
const TWINS: [(u64, &str); 2] = [(30, "RU-SPE"), (34, "RU-NVS")];
/// One of so many contracts is an organisation's, one closed, one without a contact, one with a
/// young contact.
const SELDOM: u64 = 50;
const MONTHS_UNTIL_CLOSED: i32 = 6;
const YOUNG: Duration = Duration::days(5);

/// Returns everybody on the day of opening.
pub(crate) fn everybody(seed: u64, now: OffsetDateTime) -> Vec<Contract> {
    let mut contracts = demo::contracts(now);
    let others = DEMO_COUNT..COUNT;
    contracts.extend(others.map(|number| contract(seed, number, now)));
    contracts
}

/// Returns the day on which every contract was opened.
pub(crate) fn opening_day(now: OffsetDateTime) -> Date {
    Month::of(now.date()).ago(MONTHS_BACK).first()
}

fn contract(seed: u64, number: u64, now: OffsetDateTime) -> Contract {
    let mut lot = Lot::new(seed, number, Purpose::Contract);
    let kind = kind_of(number);
    let twin = TWINS.iter().find(|(twin, _)| *twin == number);
    let region = twin.map_or_else(|| *lot.one_of(&REGIONS), |(_, region)| *region);
    let account = if twin.is_some() { TWINS[0].0 } else { number };
    Contract {
        number,
        external_id: format!("C-{number:06}"),
        version: 0,
        changed: now,
        region_code: region.to_owned(),
        account_number: numbers::account(region, account),
        paper_number: numbers::contract(number),
        rating: rating(kind, &mut lot),
        holder: match number % SELDOM {
            7 => Holder::Organisation,
            _ => Holder::Person,
        },
        habit: Habit::Mostly,
        contact: contact(number, now),
        opened_on: opening_day(now),
        closed_on: (number % SELDOM == 13).then(|| {
            let closed = MONTHS_BACK - MONTHS_UNTIL_CLOSED;
            Month::of(now.date()).ago(closed).first()
        }),
        services: services(number, kind, &mut lot),
        ledger: Ledger::default(),
        bills: Vec::new(),
    }
}

fn kind_of(number: u64) -> Kind {
    match number % 4 {
        0 => Kind::Mobile,
        1 => Kind::Landline,
        2 => Kind::Broadband,
        _ => Kind::Tv,
    }
}

fn rating(kind: Kind, lot: &mut Lot) -> Rating {
    let prepaid_of_ten = match kind {
        Kind::Mobile => 8,
        Kind::Landline => 0,
        Kind::Broadband | Kind::Tv => 4,
    };
    if lot.below(10) < prepaid_of_ten {
        Rating::Prepaid
    } else {
        Rating::Postpaid
    }
}

fn contact(number: u64, now: OffsetDateTime) -> Option<Contact> {
    let since = match number % SELDOM {
        21 => return None,
        22 => now - YOUNG,
        _ => opening_day(now).midnight().assume_utc(),
    };
    Some(Contact {
        mobile: numbers::contact(number),
        email: format!("subscriber-{number:06}@example.com"),
        since,
    })
}

fn services(number: u64, kind: Kind, lot: &mut Lot) -> Vec<Service> {
    let mut services = vec![service(kind, numbers::phone(kind, number, 0), lot)];
    let second = match kind {
        Kind::Mobile if lot.below(10) < 2 => Some(Kind::Mobile),
        Kind::Broadband if lot.below(10) < 4 => Some(Kind::Tv),
        _ => None,
    };
    services.extend(second.map(|kind| service(kind, numbers::phone(kind, number, 1), lot)));
    services[0].state = match lot.below(40) {
        0 => ServiceState::Pending,
        1 => ServiceState::SuspendedByHolder,
        _ => ServiceState::Active,
    };
    services
}

fn service(kind: Kind, phone_number: Option<String>, lot: &mut Lot) -> Service {
    let tariffs = Tariff::of_kind(kind);
    Service {
        kind,
        phone_number,
        tariff: lot.one_of(&tariffs).code.to_owned(),
        state: ServiceState::Active,
    }
}
