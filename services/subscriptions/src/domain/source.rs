//! A billing system, and the ids of what it writes.

use std::sync::Arc;

use kabinet_env::id::{BillId, ContractId, ServiceId};
use uuid::{Uuid, uuid};

use super::sources::BillingSources;

/// Namespace of the names of all billing systems.
const SOURCES: Uuid = uuid!("5f0c6f5e-0b51-5a0e-9a5b-3d6c1f6f7a04");

/// A billing system that may write.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    id: Arc<str>,
    namespace: Uuid,
}

impl Source {
    /// Finds the billing system of this name among those that the operator runs.
    pub(crate) fn find(sources: &BillingSources, name: &str) -> Option<Self> {
        sources.contains(name).then(|| Self {
            id: name.into(),
            namespace: Uuid::new_v5(&SOURCES, name.as_bytes()),
        })
    }

    /// Returns the name.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// Derives the id of one of its contracts: two sources never have the same.
    pub(crate) fn contract_id(&self, external_id: &str) -> ContractId {
        ContractId::from_uuid(Uuid::new_v5(&self.namespace, external_id.as_bytes()))
    }
}

/// Derives the id of a service of a contract.
pub(crate) fn service_id(contract_id: ContractId, external_id: &str) -> ServiceId {
    ServiceId::from_uuid(Uuid::new_v5(&contract_id.uuid(), external_id.as_bytes()))
}

/// Derives the id of a bill of a contract.
pub(crate) fn bill_id(contract_id: ContractId, external_id: &str) -> BillId {
    BillId::from_uuid(Uuid::new_v5(&contract_id.uuid(), external_id.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str) -> Source {
        Source::find(&BillingSources::parse("east,west").unwrap(), name).unwrap()
    }

    #[test]
    fn contract_of_a_source_always_has_the_same_id() {
        // A changed id would make every contract of every operator a new one.
        assert_eq!(
            source("east").contract_id("C-1").to_string(),
            "ctr_cc39471b-dbf5-5696-97eb-b5b298a75dfe"
        );
    }

    #[test]
    fn sources_share_no_contract() {
        assert_ne!(
            source("east").contract_id("C-1"),
            source("west").contract_id("C-1")
        );
        assert_ne!(
            source("east").contract_id("C-1"),
            source("east").contract_id("C-2")
        );
    }

    #[test]
    fn unknown_name_is_no_source() {
        let sources = BillingSources::parse("east").unwrap();
        assert!(Source::find(&sources, "west").is_none());
    }
}
