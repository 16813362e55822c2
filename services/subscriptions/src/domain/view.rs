//! What a person sees of their contracts. Nothing here has `Debug`: it is all personal.

use kabinet_domain::Money;
use kabinet_env::id::{BillId, ContractId, LinkId, ServiceId};
use time::{Date, OffsetDateTime};

use super::balance::Balance;
use super::bill::BillState;
use super::contract::{ContractState, RatingType};
use super::service::{ServiceState, SuspendReason};
use super::service_kind::ServiceKind;

/// A contract of an account.
pub(crate) struct Contract {
    pub(crate) id: ContractId,
    /// Link that the account reads it by.
    pub(crate) link_id: LinkId,
    /// The person's own name for it; may be empty.
    pub(crate) label: String,
    pub(crate) account_number: String,
    pub(crate) region_code: String,
    pub(crate) rating_type: RatingType,
    pub(crate) state: ContractState,
    pub(crate) balance: Balance,
    pub(crate) services: Vec<Service>,
}

/// A service of a contract.
#[derive(Clone)]
pub(crate) struct Service {
    pub(crate) id: ServiceId,
    pub(crate) kind: ServiceKind,
    /// Telephone number, E.164; empty for services without one.
    pub(crate) phone_number: String,
    pub(crate) tariff_code: String,
    pub(crate) tariff_name: String,
    pub(crate) state: ServiceState,
    pub(crate) suspend_reason: Option<SuspendReason>,
    pub(crate) as_of: OffsetDateTime,
}

/// A bill.
pub(crate) struct Bill {
    pub(crate) id: BillId,
    pub(crate) number: String,
    pub(crate) period_start: Date,
    pub(crate) period_end: Date,
    pub(crate) amount: Money,
    pub(crate) issue_date: Date,
    pub(crate) due_date: Date,
    pub(crate) state: BillState,
}

/// What an account without contracts does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NextStep {
    /// Add a service.
    AddService,
    /// Prove the link that waits.
    SubmitProof,
}
