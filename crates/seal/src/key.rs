use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::KeyId;

// Keeps what is derived here apart from what another program might derive from the same file.
const SALT: &[u8] = b"kabinet.seal.v1";

/// One 256-bit secret of a ring; wiped from memory when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    id: KeyId,
    secret: Zeroizing<[u8; 32]>,
}

impl Key {
    pub(crate) fn new(id: KeyId, secret: Zeroizing<[u8; 32]>) -> Self {
        Self { id, secret }
    }

    /// Returns the name of the key.
    pub fn kid(&self) -> &KeyId {
        &self.id
    }

    /// Derives a key for one use (HKDF-SHA-256, RFC 5869).
    pub fn derive(&self, label: &str) -> [u8; 32] {
        let mut key = [0; 32];
        self.derive_into(label, &mut key);
        key
    }

    pub(crate) fn derive_into(&self, label: &str, key: &mut [u8]) {
        Hkdf::<Sha256>::new(Some(SALT), self.secret.as_slice())
            .expand(label.as_bytes(), key)
            .expect("no key here is longer than HKDF's 8160 bytes");
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(secret: u8) -> Key {
        Key::new("k1".parse().unwrap(), Zeroizing::new([secret; 32]))
    }

    #[test]
    fn derived_keys_differ_by_label_and_by_secret() {
        assert_eq!(key(1).derive("a"), key(1).derive("a"));
        assert_ne!(key(1).derive("a"), key(1).derive("b"));
        assert_ne!(key(1).derive("a"), key(2).derive("a"));
    }

    // Computed with Python's hmac module: what is derived must not change between versions.
    #[test]
    fn derivation_is_hkdf_sha256() {
        let hex = data_encoding::HEXLOWER.encode(&key(1).derive("a"));
        assert_eq!(
            hex,
            "d2e31cb7ff621d10db4c9e180e62fd2860b88bec9eaf12cd8d6c54ba5084424a"
        );
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        assert_eq!(format!("{:?}", key(1)), r#"Key { id: KeyId("k1"), .. }"#);
    }
}
