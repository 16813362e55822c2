//! What goes along with every call.

use std::fmt;

use tonic::{
    Request,
    metadata::{Ascii, MetadataValue},
    service::Interceptor,
};

use crate::rpc::{Answer, cannot_be_sent};

/// Says who calls, for whom, and in which trace.
#[derive(Clone, Default)]
pub struct Metadata {
    entries: Vec<(&'static str, String)>,
}

impl Metadata {
    /// Adds an entry, or replaces the one with this key.
    pub(super) fn with(mut self, key: &'static str, value: &str) -> Self {
        self.entries.retain(|(known, _)| *known != key);
        self.entries.push((key, value.to_owned()));
        self
    }
}

impl Interceptor for Metadata {
    fn call(&mut self, mut request: Request<()>) -> Answer<Request<()>> {
        for (key, value) in &self.entries {
            let parsed = value.parse::<MetadataValue<Ascii>>();
            let mut value = parsed.map_err(|_| cannot_be_sent(key))?;
            value.set_sensitive(*key == "authorization");
            request.metadata_mut().insert(*key, value);
        }
        Ok(request)
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = self.entries.iter().map(|(key, _)| key);
        f.debug_set().entries(keys).finish()
    }
}
