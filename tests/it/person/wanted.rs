//! What a person types to add a service.

use kabinet_proto::{
    subscriptions::v1::{IdentifierType, StartLinkRequest},
    types::v1::ServiceKind,
};

/// A service as a person names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Wanted {
    pub(crate) region_code: String,
    pub(crate) kind: ServiceKind,
    pub(crate) identifier_type: IdentifierType,
    pub(crate) identifier: String,
}

impl Wanted {
    /// Tells whether this was asked for.
    pub(super) fn is_of(&self, request: &StartLinkRequest) -> bool {
        self.region_code == request.region_code
            && self.kind == request.kind()
            && self.identifier_type == request.identifier_type()
            && self.identifier == request.identifier
    }
}
