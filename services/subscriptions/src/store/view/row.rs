//! One line of the join of links, contracts, balances and services.

use kabinet_domain::{Currency, Money};
use kabinet_env::id::{ContractId, LinkId, ServiceId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{StoredContract, StoredService};
use crate::domain::balance::Amount;
use crate::domain::contract::{ContractState, RatingType};
use crate::domain::freshness::Observation;
use crate::domain::service::{ServiceState, SuspendReason};
use crate::domain::service_kind::ServiceKind;
use crate::store::CorruptRow;

/// A line; what an outer join did not find is absent.
pub(super) struct Row {
    /// Whether a link of the account waits for its proof; false where that is not asked.
    pub(super) proof_pending: bool,
    pub(super) link_id: Option<Uuid>,
    pub(super) label: Option<Vec<u8>>,
    pub(super) activate_time: Option<OffsetDateTime>,
    pub(super) contract_id: Option<Uuid>,
    pub(super) numbers: Option<Vec<u8>>,
    pub(super) region_code: Option<String>,
    pub(super) rating_type: Option<String>,
    pub(super) contract_state: Option<String>,
    pub(super) nanos: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) balance_as_of: Option<OffsetDateTime>,
    pub(super) balance_observe_time: Option<OffsetDateTime>,
    pub(super) service_id: Option<Uuid>,
    pub(super) service_kind: Option<String>,
    pub(super) phone_number: Option<Vec<u8>>,
    pub(super) tariff_code: Option<String>,
    pub(super) tariff_name: Option<String>,
    pub(super) service_state: Option<String>,
    pub(super) suspend_reason: Option<String>,
    pub(super) service_as_of: Option<OffsetDateTime>,
}

/// Puts lines together that are in the order of their contracts.
pub(super) fn contracts(rows: Vec<Row>) -> Result<Vec<StoredContract>, CorruptRow> {
    let mut contracts: Vec<StoredContract> = Vec::new();
    for mut row in rows {
        let Some(contract_id) = row.contract_id else {
            continue;
        };
        let service = row.take_service(contract_id)?;
        match contracts.last_mut() {
            Some(last) if last.id.uuid() == contract_id => last.services.extend(service),
            _ => {
                let mut contract = row.into_contract(contract_id)?;
                contract.services.extend(service);
                contracts.push(contract);
            }
        }
    }
    Ok(contracts)
}

impl Row {
    fn into_contract(self, id: Uuid) -> Result<StoredContract, CorruptRow> {
        let corrupt = |column| corrupt("subscriptions.contract", column, id);
        let link = |column| self::corrupt("subscriptions.link", column, id);
        Ok(StoredContract {
            id: ContractId::from_uuid(id),
            link_id: LinkId::from_uuid(self.link_id.ok_or_else(|| link("link_id"))?),
            activate_time: self.activate_time.ok_or_else(|| link("activate_time"))?,
            label: self.label,
            numbers: self.numbers.ok_or_else(|| corrupt("numbers"))?,
            region_code: self.region_code.ok_or_else(|| corrupt("region_code"))?,
            rating_type: read(self.rating_type.as_deref(), RatingType::parse)
                .ok_or_else(|| corrupt("rating_type"))?,
            state: read(self.contract_state.as_deref(), ContractState::parse)
                .ok_or_else(|| corrupt("state"))?,
            amount: amount(
                id,
                self.nanos,
                self.currency.as_deref(),
                self.balance_as_of.zip(self.balance_observe_time),
            )?,
            services: Vec::new(),
        })
    }

    fn take_service(&mut self, contract_id: Uuid) -> Result<Option<StoredService>, CorruptRow> {
        let Some(id) = self.service_id else {
            return Ok(None);
        };
        let corrupt = |column| corrupt("subscriptions.service", column, contract_id);
        let suspend_reason = match self.suspend_reason.as_deref() {
            None => None,
            some => {
                Some(read(some, SuspendReason::parse).ok_or_else(|| corrupt("suspend_reason"))?)
            }
        };
        Ok(Some(StoredService {
            id: ServiceId::from_uuid(id),
            kind: read(self.service_kind.as_deref(), ServiceKind::from_name)
                .ok_or_else(|| corrupt("kind"))?,
            phone_number: self.phone_number.take(),
            tariff_code: self
                .tariff_code
                .take()
                .ok_or_else(|| corrupt("tariff_code"))?,
            tariff_name: self
                .tariff_name
                .take()
                .ok_or_else(|| corrupt("tariff_name"))?,
            state: read(self.service_state.as_deref(), ServiceState::parse)
                .ok_or_else(|| corrupt("state"))?,
            suspend_reason,
            as_of: self.service_as_of.ok_or_else(|| corrupt("as_of"))?,
        }))
    }
}

/// Reads a balance; it is there as a whole or not at all.
pub(super) fn amount(
    contract_id: Uuid,
    nanos: Option<i64>,
    currency: Option<&str>,
    times: Option<(OffsetDateTime, OffsetDateTime)>,
) -> Result<Option<Amount>, CorruptRow> {
    let (Some(nanos), Some(currency), Some((as_of, observe_time))) = (nanos, currency, times)
    else {
        return Ok(None);
    };
    let currency = Currency::parse(currency)
        .map_err(|_| corrupt("subscriptions.balance", "currency", contract_id))?;
    Ok(Some(Amount {
        money: Money::new(currency, nanos),
        observation: Observation {
            as_of,
            observe_time,
        },
    }))
}

pub(super) fn read<T>(word: Option<&str>, parse: fn(&str) -> Option<T>) -> Option<T> {
    word.and_then(parse)
}

pub(super) fn corrupt(table: &'static str, column: &'static str, row: Uuid) -> CorruptRow {
    CorruptRow { table, column, row }
}
