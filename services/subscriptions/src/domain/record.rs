//! A contract as its source describes it: what a record says, once it is found to be in order.

mod locators;

use std::fmt;

use kabinet_domain::{EmailAddress, MobileNumber, Money};
use time::{Date, OffsetDateTime};

use super::bill::BillState;
use super::contract::{ContractState, HolderKind, RatingType};
use super::service::{ServiceState, SuspendReason};
use super::service_kind::ServiceKind;

/// A contract with all that hangs on it; `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// The source's own id.
    pub(crate) external_id: String,
    /// Grows with every change.
    pub(crate) version: i64,
    /// Region of the catalog.
    pub(crate) region_code: String,
    /// Number of the billing account, and of the contract on paper.
    pub(crate) numbers: Numbers,
    /// How it is paid.
    pub(crate) rating_type: RatingType,
    /// Who holds it.
    pub(crate) holder_kind: HolderKind,
    /// Which holder it is.
    pub(crate) holder_generation: i32,
    /// State.
    pub(crate) state: ContractState,
    /// How the operator reaches the holder.
    pub(crate) contact: Option<ContactOfRecord>,
    /// Services, in the source's order.
    pub(crate) services: Vec<Service>,
    /// Balance, where the source says one.
    pub(crate) balance: Option<Balance>,
    /// All bills, where the source says them.
    pub(crate) bills: Option<Bills>,
}

/// Numbers that a person may know their contract by.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Numbers {
    /// Number of the billing account.
    pub(crate) account_number: String,
    /// Number of the contract on paper.
    pub(crate) contract_number: Option<String>,
}

/// How the operator reaches the holder: at least one of both ways.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct ContactOfRecord {
    /// Ways.
    pub(crate) ways: Ways,
    /// Since when the operator has had them.
    pub(crate) since: OffsetDateTime,
}

/// Ways to reach the holder.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Ways {
    /// Mobile number.
    pub(crate) mobile: Option<MobileNumber>,
    /// E-mail address.
    pub(crate) email: Option<EmailAddress>,
}

/// A service.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Service {
    /// The source's own id within the contract.
    pub(crate) external_id: String,
    /// Kind.
    pub(crate) kind: ServiceKind,
    /// Telephone number, E.164.
    pub(crate) phone_number: Option<String>,
    /// Code of the tariff.
    pub(crate) tariff_code: String,
    /// Name of the tariff.
    pub(crate) tariff_name: String,
    /// State.
    pub(crate) state: ServiceState,
    /// Why it is suspended.
    pub(crate) suspend_reason: Option<SuspendReason>,
}

/// A balance.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Balance {
    /// Amount.
    pub(crate) amount: Money,
    /// When it was true.
    pub(crate) as_of: OffsetDateTime,
}

/// All bills that the source shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bills {
    /// Bills.
    pub(crate) bills: Vec<Bill>,
    /// When they were true.
    pub(crate) as_of: OffsetDateTime,
}

/// A bill.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Bill {
    /// The source's own id within the contract.
    pub(crate) external_id: String,
    /// Number on the bill.
    pub(crate) number: String,
    /// First and last day of the billing period.
    pub(crate) period: (Date, Date),
    /// Amount to be paid.
    pub(crate) amount: Money,
    /// Day of issue.
    pub(crate) issue_date: Date,
    /// Day by which it is to be paid.
    pub(crate) due_date: Date,
    /// State.
    pub(crate) state: BillState,
}

/// One thing that is wrong with a record. It never quotes the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// Path of the field.
    pub(crate) field: String,
    /// Rule that it breaks.
    pub(crate) reason: &'static str,
    /// The rule, for developers.
    pub(crate) description: String,
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Record([redacted])")
    }
}

impl fmt::Debug for Numbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Numbers([redacted])")
    }
}

impl fmt::Debug for Ways {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ways([redacted])")
    }
}
