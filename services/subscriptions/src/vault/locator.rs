//! Locators: what stands in tables instead of numbers, so that they can be found and not read.

use super::Vault;
use crate::domain::identifier::LocatorKey;

/// Blind index of an identifier within its region and kind.
pub(crate) type Locator = [u8; 32];

impl Vault {
    /// Computes the locator that is stored, with the current key.
    pub(crate) fn locator(&self, key: &LocatorKey<'_>) -> Locator {
        self.locators.index(&content(key))
    }

    /// Computes every locator that may be stored: one per live key, the current one first.
    pub(crate) fn locator_candidates(&self, key: &LocatorKey<'_>) -> Vec<Locator> {
        self.locators.candidates(&content(key))
    }
}

/// A zero byte stands in no code, word or number: two keys have two contents.
fn content(key: &LocatorKey<'_>) -> Vec<u8> {
    [
        key.region_code,
        key.kind.as_str(),
        key.identifier.identifier_type().as_str(),
        key.identifier.value(),
    ]
    .join("\0")
    .into_bytes()
}
