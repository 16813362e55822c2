//! Contracts of an operator that does not exist.

use std::sync::atomic::{AtomicU32, Ordering};

use kabinet_env::Env;
use kabinet_proto::{
    google::r#type::{Date, Money},
    subscriptions::v1::{
        BalanceRecord, BillRecord, BillState, BillsRecord, ContactOfRecord, ContractRecord,
        ContractState, HolderKind, RatingType, ServiceRecord, ServiceState,
    },
    timestamp,
    types::v1::{Channel, ServiceKind},
};
use prost_types::Timestamp;
use time::Duration;

use crate::person::{Wanted, letters};

/// Region of every contract that says no other.
const REGION: &str = "RU-SPE";

const NANOS_PER_KOPECK: i32 = 10_000_000;

/// A contract as its operator knows it now.
#[derive(Clone)]
pub(crate) struct Contract {
    pub(crate) record: ContractRecord,
}

impl Contract {
    /// Invents a prepaid contract with a mobile number.
    pub(crate) fn mobile() -> Self {
        Self::invent(ServiceKind::Mobile, RatingType::Prepaid)
    }

    /// Invents a contract with internet access, and one bill.
    pub(crate) fn broadband() -> Self {
        let mut contract = Self::invent(ServiceKind::Broadband, RatingType::Postpaid);
        contract.is_billed(&[9]);
        contract
    }

    /// Invents a contract that shares nothing with any other of this test process.
    fn invent(kind: ServiceKind, rating_type: RatingType) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let phone_number = match kind {
            ServiceKind::Mobile => format!("+7900{:07}", 6_200_000 + number),
            _ => String::new(),
        };
        let record = ContractRecord {
            external_id: format!("C-{number}"),
            version: 1,
            region_code: REGION.to_owned(),
            account_number: format!("{:012}", 8_341_000_000_u64 + u64::from(number)),
            contract_number: format!("DG/{:07}", 5_310_000 + number),
            rating_type: rating_type.into(),
            holder_kind: HolderKind::Person.into(),
            holder_generation: 1,
            state: ContractState::Open.into(),
            contact: Some(ContactOfRecord {
                mobile: format!("+7900{:07}", 7_300_000 + number),
                email: format!("abonent.{}@example.com", letters(number)),
                since: Some(ago(Duration::days(400))),
            }),
            services: vec![ServiceRecord {
                external_id: "S-1".to_owned(),
                kind: kind.into(),
                phone_number,
                tariff_code: "t-100".to_owned(),
                tariff_name: "Сотня".to_owned(),
                state: ServiceState::Active.into(),
                suspend_reason: 0,
            }],
            balance: Some(BalanceRecord {
                amount: Some(roubles(-151, 23)),
                as_of: Some(ago(Duration::seconds(1))),
            }),
            bills: None,
        };
        Self { record }
    }

    /// Makes any number of contracts like this one, which are the same each time. A few have all that
    /// it has: reading and sealing it takes most of the time.
    pub(crate) fn copies(&self, count: u32) -> impl Iterator<Item = ContractRecord> + Send + use<> {
        const WHOLE_ONE_IN: u32 = 20;
        let original = self.record.clone();
        (0..count).map(move |number| {
            let mut copy = original.clone();
            copy.external_id = format!("N-{number}");
            copy.account_number = format!("{:012}", 9_100_000_000_u64 + u64::from(number));
            copy.contract_number = String::new();
            if number % WHOLE_ONE_IN != 0 {
                copy.contact = None;
                copy.bills = None;
            }
            copy
        })
    }

    /// Changes the contract: its version grows.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut ContractRecord)) -> Self {
        self.change(change);
        self
    }

    /// Changes the contract: its version grows.
    pub(crate) fn change(&mut self, change: impl FnOnce(&mut ContractRecord)) {
        change(&mut self.record);
        self.record.version += 1;
    }

    /// Sets the balance as it is from now on.
    pub(crate) fn has(&mut self, amount: Money) {
        self.change(|record| {
            record.balance = Some(BalanceRecord {
                amount: Some(amount),
                as_of: Some(ago(Duration::ZERO)),
            });
        });
    }

    /// Sets the bills to those of some months of 2026.
    pub(crate) fn is_billed(&mut self, months: &[i32]) {
        self.change(|record| {
            let bills = months.iter().map(|month| bill(record, *month)).collect();
            record.bills = Some(BillsRecord {
                bills,
                as_of: Some(ago(Duration::ZERO)),
            });
        });
    }

    /// Returns the balance.
    pub(crate) fn balance(&self) -> Money {
        let balance = self.record.balance.as_ref().expect("it has a balance");
        balance.amount.clone().expect("every balance has one")
    }

    pub(crate) fn phone_number(&self) -> &str {
        &self.record.services[0].phone_number
    }

    /// Returns the contact of record that the channel reaches.
    pub(crate) fn contact(&self, channel: Channel) -> &str {
        let contact = self.record.contact.as_ref().expect("it has a contact");
        match channel {
            Channel::Email => &contact.email,
            Channel::Sms | Channel::Unspecified => &contact.mobile,
        }
    }

    /// Returns where a code over the channel goes.
    pub(crate) fn code_address(&self, channel: Channel) -> &str {
        match (channel, self.phone_number()) {
            (Channel::Email, _) | (_, "") => self.contact(channel),
            (_, number) => number,
        }
    }

    /// Returns what a person types to add it: the number of a mobile service, or of the account.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted::of(&self.record)
    }
}

/// Makes an amount of roubles and kopecks of the same sign.
pub(crate) fn roubles(roubles: i64, kopecks: i32) -> Money {
    let sign = if roubles < 0 { -1 } else { 1 };
    Money {
        currency_code: "RUB".to_owned(),
        units: roubles,
        nanos: sign * kopecks * NANOS_PER_KOPECK,
    }
}

/// Returns the time so long ago.
pub(crate) fn ago(duration: Duration) -> Timestamp {
    timestamp::write(Env::system().now() - duration)
}

/// Makes the bill of a month of 2026, which is issued in the next one.
fn bill(contract: &ContractRecord, month: i32) -> BillRecord {
    let day = |month: i32, day: i32| {
        Some(Date {
            year: 2026,
            month,
            day,
        })
    };
    BillRecord {
        external_id: format!("2026-{month:02}"),
        bill_number: format!("SCH-{}/{month:02}", contract.account_number),
        period_start: day(month, 1),
        period_end: day(month, 28),
        amount: Some(roubles(550, 0)),
        issue_date: day(month + 1, 5),
        due_date: day(month + 1, 25),
        state: BillState::Open.into(),
    }
}
