//! Contracts as accounts read them. Every statement begins at the account's active link: there is
//! no other way to a contract's data.

pub(crate) mod balances;
pub(crate) mod bills;
pub(crate) mod dashboard;
mod row;
pub(crate) mod service;

use kabinet_env::id::{ContractId, LinkId, ServiceId};
use time::OffsetDateTime;

use crate::domain::balance::Amount;
use crate::domain::contract::{ContractState, RatingType};
use crate::domain::service::{ServiceState, SuspendReason};
use crate::domain::service_kind::ServiceKind;

/// A contract behind an active link, sealed as it stands.
pub(crate) struct StoredContract {
    pub(crate) id: ContractId,
    pub(crate) link_id: LinkId,
    pub(crate) activate_time: OffsetDateTime,
    /// Sealed label; absent where the person gave none.
    pub(crate) label: Option<Vec<u8>>,
    /// Sealed numbers.
    pub(crate) numbers: Vec<u8>,
    pub(crate) region_code: String,
    pub(crate) rating_type: RatingType,
    pub(crate) state: ContractState,
    /// Balance; absent while the source has not said one.
    pub(crate) amount: Option<Amount>,
    pub(crate) services: Vec<StoredService>,
}

/// A service of a contract, sealed as it stands.
pub(crate) struct StoredService {
    pub(crate) id: ServiceId,
    pub(crate) kind: ServiceKind,
    /// Sealed telephone number; absent for services without one.
    pub(crate) phone_number: Option<Vec<u8>>,
    pub(crate) tariff_code: String,
    pub(crate) tariff_name: String,
    pub(crate) state: ServiceState,
    pub(crate) suspend_reason: Option<SuspendReason>,
    pub(crate) as_of: OffsetDateTime,
}
