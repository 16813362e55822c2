use crate::domain::{Secrets, Tag};

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
    pub(super) fn tag(&self, secrets: &Secrets, rpc: &str, scope: &[u8]) -> Tag {
        secrets.request_tag(rpc, &self.caller, scope, &self.id)
    }

    pub(super) fn fingerprint(&self, secrets: &Secrets) -> String {
        secrets.fingerprint(&self.body)
    }
}
