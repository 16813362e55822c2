use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, Mac as _};
use sha2::Sha256;

use crate::derived::Derived;
use crate::{KeyRing, mac};

/// Finds a sealed value by equality without showing it (HMAC-SHA-256, one key per field).
#[derive(Clone)]
pub struct BlindIndex {
    keyed: Arc<Derived<Hmac<Sha256>>>,
}

impl BlindIndex {
    /// Makes the index of one field of one service.
    pub fn new(ring: KeyRing, field: &str) -> Self {
        Self {
            keyed: Derived::new(ring, "index", field, mac::keyed),
        }
    }

    /// Computes what is stored beside a value, with the current key; the value is normalised already.
    pub fn index(&self, value: &[u8]) -> [u8; 32] {
        compute(&self.keyed.latest().current().1, value)
    }

    /// Computes what may be stored beside the value: one index per live key, the current one first.
    pub fn candidates(&self, value: &[u8]) -> Vec<[u8; 32]> {
        self.keyed
            .latest()
            .all()
            .iter()
            .map(|(_, keyed)| compute(keyed, value))
            .collect()
    }
}

impl fmt::Debug for BlindIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlindIndex").finish_non_exhaustive()
    }
}

fn compute(keyed: &Hmac<Sha256>, value: &[u8]) -> [u8; 32] {
    keyed
        .clone()
        .chain_update(value)
        .finalize()
        .into_bytes()
        .into()
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;

    use super::*;
    use crate::KEY_SETTLE;

    #[test]
    fn value_has_one_index_per_field_and_secret() {
        let index = |secret: u8, field: &str| {
            BlindIndex::new(KeyRing::from_secret("k1", [secret; 32]), field).index(b"+79000000045")
        };
        assert_eq!(index(1, "mobile"), index(1, "mobile"));
        assert_ne!(index(1, "mobile"), index(1, "email"));
        assert_ne!(index(1, "mobile"), index(2, "mobile"));
    }

    #[test]
    fn index_of_an_older_live_key_is_among_the_candidates() {
        let (env, clock) = ManualClock::new(1);
        let directory = tempfile::tempdir().unwrap();
        KeyRing::generate(directory.path(), &env, "k1").unwrap();
        let ring = KeyRing::load(directory.path()).unwrap();
        let index = BlindIndex::new(ring.clone(), "mobile");
        let old = index.index(b"+79000000045");
        KeyRing::generate(directory.path(), &env, "k2").unwrap();
        ring.reload(&env).unwrap();
        clock.advance(KEY_SETTLE);
        ring.reload(&env).unwrap();
        let new = index.index(b"+79000000045");
        assert_ne!(old, new);
        assert_eq!(index.candidates(b"+79000000045"), [new, old]);
    }
}
