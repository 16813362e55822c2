//! A contract as the operator keeps it.

use kabinet_domain::Money;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::{
    bill::Bill,
    calendar::iso_date,
    ledger::{Ledger, Movement},
    money::of_nanos,
    tariff::Tariff,
};

/// Kinds of services.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    /// Mobile telephony.
    Mobile,
    /// Landline telephony.
    Landline,
    /// Internet access at home.
    Broadband,
    /// Television.
    Tv,
}

/// How a contract is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Rating {
    /// In advance.
    Prepaid,
    /// By bill.
    Postpaid,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Holder {
    Person,
    Organisation,
}

/// How a holder pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Habit {
    Always,
    Mostly,
}

/// State of a service, apart from debts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ServiceState {
    Pending,
    Active,
    SuspendedByHolder,
    Terminated,
}

/// How the operator reaches a holder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Mobile number.
    pub mobile: String,
    /// E-mail address.
    pub email: String,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) since: OffsetDateTime,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Kind.
    pub kind: Kind,
    /// Telephone number of a mobile or landline service.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    pub(crate) tariff: String,
    pub(crate) state: ServiceState,
}

impl Service {
    pub(crate) fn tariff(&self) -> Option<&'static Tariff> {
        Tariff::by_code(&self.tariff)
    }
}

/// A contract with its movements and bills.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    pub(crate) number: u64,
    pub(crate) external_id: String,
    pub(crate) version: i64,
    #[serde(with = "time::serde::rfc3339")]
    pub(crate) changed: OffsetDateTime,
    pub(crate) region_code: String,
    pub(crate) account_number: String,
    pub(crate) paper_number: String,
    pub(crate) rating: Rating,
    pub(crate) holder: Holder,
    pub(crate) habit: Habit,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) contact: Option<Contact>,
    #[serde(with = "iso_date")]
    pub(crate) opened_on: Date,
    #[serde(
        with = "iso_date::option",
        skip_serializing_if = "Option::is_none",
        default
    )]
    pub(crate) closed_on: Option<Date>,
    pub(crate) services: Vec<Service>,
    pub(crate) ledger: Ledger,
    pub(crate) bills: Vec<Bill>,
}

impl Contract {
    /// Returns the operator's own id.
    pub fn external_id(&self) -> &str {
        &self.external_id
    }

    /// Returns the code of the region.
    pub fn region_code(&self) -> &str {
        &self.region_code
    }

    /// Returns the number of the billing account.
    pub fn account_number(&self) -> &str {
        &self.account_number
    }

    /// Returns how it is paid.
    pub fn rating(&self) -> Rating {
        self.rating
    }

    /// Returns how the operator reaches the holder.
    pub fn contact(&self) -> Option<&Contact> {
        self.contact.as_ref()
    }

    /// Returns the services.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Returns what the holder has, or owes if it is negative.
    pub fn balance(&self) -> Money {
        self.ledger.balance()
    }

    /// Returns every movement of money, the oldest first.
    pub fn movements(&self) -> &[Movement] {
        self.ledger.movements()
    }

    /// Returns what a month costs.
    pub(crate) fn monthly_fee(&self) -> Money {
        let tariffs = self.services.iter().filter_map(Service::tariff);
        of_nanos(tariffs.map(|tariff| tariff.fee().nanos()).sum())
    }

    pub(crate) fn is_closed(&self, date: Date) -> bool {
        self.closed_on.is_some_and(|closed| closed <= date)
    }

    /// Tells whether services wait for money: those of who pays in advance and owes.
    pub(crate) fn is_suspended_for_debt(&self) -> bool {
        self.rating == Rating::Prepaid && self.balance().nanos() < 0
    }

    /// Notes a change: the version grows, and goes on growing in books that were made anew.
    pub(crate) fn change(&mut self, now: OffsetDateTime) {
        let microseconds = i64::try_from(now.unix_timestamp_nanos() / 1_000);
        let microseconds = microseconds.expect("every time is within 2^63 microseconds of 1970");
        self.version = microseconds.max(self.version + 1);
        self.changed = now;
    }
}
