//! Public keys that access tokens are verified with.

use std::collections::BTreeMap;

/// Ed25519 public keys by their key ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicKeys {
    keys: BTreeMap<String, [u8; 32]>,
}

impl PublicKeys {
    /// Returns the key with this id.
    pub fn get(&self, kid: &str) -> Option<&[u8; 32]> {
        self.keys.get(kid)
    }
}

impl<K: ToString> FromIterator<(K, [u8; 32])> for PublicKeys {
    fn from_iter<I: IntoIterator<Item = (K, [u8; 32])>>(keys: I) -> Self {
        let keys = keys.into_iter();
        Self {
            keys: keys.map(|(kid, key)| (kid.to_string(), key)).collect(),
        }
    }
}
