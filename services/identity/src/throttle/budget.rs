use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

/// How many attempts in how long a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Limit {
    pub(crate) name: &'static str,
    pub(crate) attempts: u32,
    pub(crate) window: Duration,
}

/// A limit on one thing, such as one account from one network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    pub(crate) limit: Limit,
    key: String,
}

impl Budget {
    /// Names the thing by keyed hashes of its parts; no datum stands in a key.
    pub(crate) fn new(limit: Limit, parts: &[&[u8]]) -> Self {
        let mut key = limit.name.to_owned();
        for part in parts {
            key.push(':');
            key.push_str(&BASE64URL_NOPAD.encode(part));
        }
        Self { limit, key }
    }

    pub(super) fn key(&self) -> &str {
        &self.key
    }
}
