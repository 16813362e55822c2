use std::fmt;
use std::sync::Arc;

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::derived::Derived;
use crate::{Key, KeyId, KeyRing};

/// Authenticates a list of parts (HMAC-SHA-256 over each part with its length).
#[derive(Clone)]
pub struct Mac {
    keyed: Arc<Derived<Hmac<Sha256>>>,
}

impl Mac {
    /// Makes a MAC with keys of its own; the label tells it from every other MAC of the ring.
    pub fn new(ring: KeyRing, label: &str) -> Self {
        Self {
            keyed: Derived::new(ring, "mac", label, keyed),
        }
    }

    /// Computes the MAC with the current key, and names the key.
    pub fn mac(&self, parts: &[&[u8]]) -> (KeyId, [u8; 32]) {
        let keyed = self.keyed.latest();
        let (kid, keyed) = keyed.current();
        (kid.clone(), compute(keyed, parts))
    }

    /// Computes the MAC with a live key; compare with [`equal`](crate::equal).
    pub fn with(&self, kid: &str, parts: &[&[u8]]) -> Option<[u8; 32]> {
        self.keyed
            .latest()
            .get(kid)
            .map(|keyed| compute(keyed, parts))
    }
}

impl fmt::Debug for Mac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mac").finish_non_exhaustive()
    }
}

/// Hashes the padded key once, so that each call only copies the state.
pub(crate) fn keyed(key: &Key, label: &str) -> Hmac<Sha256> {
    let key = Zeroizing::new(key.derive(label));
    Hmac::new_from_slice(key.as_slice()).expect("HMAC takes a key of any length")
}

fn compute(keyed: &Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed.clone();
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mac(label: &str) -> Mac {
        Mac::new(KeyRing::from_secret("k1", [1; 32]), label)
    }

    #[test]
    fn mac_is_repeatable_with_the_key_that_it_names() {
        let (kid, tag) = mac("code").mac(&[b"a", b"b"]);
        assert_eq!(kid, "k1");
        assert_eq!(mac("code").with(&kid, &[b"a", b"b"]), Some(tag));
        assert_eq!(mac("code").with("k2", &[b"a", b"b"]), None);
    }

    #[test]
    fn parts_cannot_be_shifted_into_each_other() {
        let (_, tag) = mac("code").mac(&[b"ab", b"c"]);
        for parts in [
            &[&b"a"[..], b"bc"][..],
            &[b"abc"],
            &[b"ab", b"c", b""],
            &[b"c", b"ab"],
        ] {
            assert_ne!(mac("code").mac(parts).1, tag, "{parts:?}");
        }
    }

    #[test]
    fn labels_have_different_keys() {
        assert_ne!(mac("code").mac(&[b"a"]), mac("proof").mac(&[b"a"]));
    }
}
