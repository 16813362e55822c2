use std::collections::BTreeMap;

/// The public keys of live proofs, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProofKeys {
    keys: BTreeMap<String, [u8; 32]>,
}

impl ProofKeys {
    /// Collects public keys with their ids.
    pub fn new(keys: impl IntoIterator<Item = (String, [u8; 32])>) -> Self {
        Self {
            keys: keys.into_iter().collect(),
        }
    }

    /// Returns the public key of that id.
    pub fn get(&self, kid: &str) -> Option<&[u8; 32]> {
        self.keys.get(kid)
    }
}
