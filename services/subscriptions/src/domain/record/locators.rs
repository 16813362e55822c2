//! By what a person finds a contract.

use std::collections::BTreeSet;

use super::{ContractState, Record, ServiceKind, ServiceState};
use crate::domain::identifier::{Identifier, IdentifierType};

impl Record {
    /// Lists by which identifiers of which kinds of service the contract is found: none once it is
    /// closed, and none of a service that has ended.
    pub(crate) fn identifiers(&self) -> Vec<(ServiceKind, Identifier)> {
        if self.state == ContractState::Closed {
            return Vec::new();
        }
        let in_use = self
            .services
            .iter()
            .filter(|service| service.state != ServiceState::Terminated);
        let kinds: BTreeSet<ServiceKind> = in_use.clone().map(|service| service.kind).collect();
        let numbers = kinds.into_iter().flat_map(|kind| {
            let numbers = self.numbers().into_iter();
            numbers.map(move |number| (kind, number))
        });
        let phones: BTreeSet<(ServiceKind, &str)> = in_use
            .filter_map(|service| Some((service.kind, service.phone_number.as_deref()?)))
            .collect();
        let phones = phones.into_iter().map(|(kind, phone)| {
            let phone = Identifier::normalise(IdentifierType::PhoneNumber, phone);
            (kind, phone)
        });
        numbers.chain(phones).collect()
    }

    fn numbers(&self) -> Vec<Identifier> {
        let account = Some(&self.numbers.account_number);
        let contract = self.numbers.contract_number.as_ref();
        [
            (IdentifierType::AccountNumber, account),
            (IdentifierType::ContractNumber, contract),
        ]
        .into_iter()
        .filter_map(|(kind, number)| Some(Identifier::normalise(kind, number?)))
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Numbers, Service};
    use super::*;
    use crate::domain::contract::{HolderKind, RatingType};

    fn service(kind: ServiceKind, phone_number: Option<&str>, state: ServiceState) -> Service {
        Service {
            external_id: "S-1".to_owned(),
            kind,
            phone_number: phone_number.map(str::to_owned),
            tariff_code: String::new(),
            tariff_name: String::new(),
            state,
            suspend_reason: None,
        }
    }

    fn record(state: ContractState, services: Vec<Service>) -> Record {
        Record {
            external_id: "C-1".to_owned(),
            version: 1,
            region_code: "RU-MOW".to_owned(),
            numbers: Numbers {
                account_number: "0012".to_owned(),
                contract_number: Some("a-7".to_owned()),
            },
            rating_type: RatingType::Prepaid,
            holder_kind: HolderKind::Person,
            holder_generation: 1,
            state,
            contact: None,
            services,
            balance: None,
            bills: None,
        }
    }

    fn found_by(record: &Record) -> Vec<String> {
        let identifiers = record.identifiers().into_iter();
        identifiers
            .map(|(kind, identifier)| {
                let identifier_type = identifier.identifier_type().as_str();
                format!("{} {identifier_type} {}", kind.as_str(), identifier.value())
            })
            .collect()
    }

    #[test]
    fn every_kind_is_found_by_every_number_once() {
        let active = ServiceState::Active;
        let record = record(
            ContractState::Open,
            vec![
                service(ServiceKind::Mobile, Some("+79000000001"), active),
                service(ServiceKind::Mobile, Some("+79000000002"), active),
                service(ServiceKind::Tv, None, ServiceState::Suspended),
            ],
        );
        assert_eq!(
            found_by(&record),
            [
                "MOBILE ACCOUNT_NUMBER 0012",
                "MOBILE CONTRACT_NUMBER A7",
                "TV ACCOUNT_NUMBER 0012",
                "TV CONTRACT_NUMBER A7",
                "MOBILE PHONE_NUMBER +79000000001",
                "MOBILE PHONE_NUMBER +79000000002",
            ]
        );
    }

    #[test]
    fn what_has_ended_is_not_found() {
        let services = vec![service(
            ServiceKind::Mobile,
            Some("+79000000001"),
            ServiceState::Active,
        )];
        assert_eq!(found_by(&record(ContractState::Closed, services)), [""; 0]);
        let services = vec![service(
            ServiceKind::Mobile,
            Some("+79000000001"),
            ServiceState::Terminated,
        )];
        assert_eq!(found_by(&record(ContractState::Open, services)), [""; 0]);
    }
}
