use crate::domain::Tag;
use crate::vault::Vault;

/// What makes a repeat recognisable: who asks, the id of the request, and its body.
pub(crate) struct Request {
    /// Name of the calling service.
    pub caller: String,
    /// Id that the caller gave the request.
    pub id: String,
    /// The request as it came.
    pub body: Vec<u8>,
}

impl Request {
    pub(super) fn tag(&self, vault: &Vault, rpc: &str, scope: &[u8]) -> Tag {
        vault.request_tag(rpc, &self.caller, scope, &self.id)
    }

    pub(super) fn fingerprint(&self, vault: &Vault) -> String {
        vault.fingerprint(&self.body)
    }
}
