//! What a person types to add a service.

use kabinet_proto::{
    subscriptions::v1::{ContractRecord, IdentifierType, StartLinkRequest},
    types::v1::ServiceKind,
};

/// A service as a person names it.
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Code of the region.
    pub region_code: String,
    /// Kind of service.
    pub kind: ServiceKind,
    /// What the identifier is.
    pub identifier_type: IdentifierType,
    /// Number of the service or of the account.
    pub identifier: String,
}

impl Wanted {
    /// Names a contract by the number of its service, or by that of the account where it has none.
    pub fn of(contract: &ContractRecord) -> Self {
        let service = contract.services.first().cloned().unwrap_or_default();
        let kind = service.kind();
        let (identifier_type, identifier) = if service.phone_number.is_empty() {
            let number = contract.account_number.clone();
            (IdentifierType::AccountNumber, number)
        } else {
            (IdentifierType::PhoneNumber, service.phone_number)
        };
        Self {
            region_code: contract.region_code.clone(),
            kind,
            identifier_type,
            identifier,
        }
    }

    /// Tells whether this was asked for.
    pub(super) fn is_of(&self, request: &StartLinkRequest) -> bool {
        self.region_code == request.region_code
            && self.kind == request.kind()
            && self.identifier_type == request.identifier_type()
            && self.identifier == request.identifier
    }
}
