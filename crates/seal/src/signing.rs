//! Ed25519 signatures (RFC 8032) with rotating keys.

use std::fmt;
use std::sync::Arc;

use ed25519_dalek::{Signature, Signer as _, VerifyingKey};
use zeroize::Zeroizing;

use crate::derived::Derived;
use crate::{Key, KeyId, KeyRing};

/// Signs with the ring's current key and publishes the public keys of all.
#[derive(Clone)]
pub struct SigningKeys {
    keys: Arc<Derived<Arc<ed25519_dalek::SigningKey>>>,
}

/// One signing key with its name.
#[derive(Clone)]
pub struct SigningKey {
    kid: KeyId,
    key: Arc<ed25519_dalek::SigningKey>,
}

impl SigningKeys {
    /// Derives one Ed25519 seed from each key of the ring.
    pub fn new(ring: KeyRing) -> Self {
        let derive = |key: &Key, label: &str| {
            let seed = Zeroizing::new(key.derive(label));
            Arc::new(ed25519_dalek::SigningKey::from_bytes(&seed))
        };
        Self {
            keys: Derived::new(ring, "sign", "ed25519", derive),
        }
    }

    /// Returns the key that makes new signatures.
    pub fn current(&self) -> SigningKey {
        let (kid, key) = self.keys.latest().current().clone();
        SigningKey { kid, key }
    }

    /// Returns the public key of every live key, the current one first.
    pub fn public_keys(&self) -> Vec<(KeyId, [u8; 32])> {
        let keys = self.keys.latest();
        keys.all()
            .iter()
            .map(|(kid, key)| (kid.clone(), key.verifying_key().to_bytes()))
            .collect()
    }
}

impl SigningKey {
    /// Returns the name of the key.
    pub fn kid(&self) -> &KeyId {
        &self.kid
    }

    /// Returns the public key.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs a message.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).to_bytes()
    }
}

/// Tells whether the signature of the message is that of the public key.
///
/// Refuses keys and signatures of small order, with which one signature fits several messages.
pub fn verify(public_key: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (
        VerifyingKey::from_bytes(public_key),
        Signature::from_slice(signature),
    ) else {
        return false;
    };
    key.verify_strict(message, &signature).is_ok()
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKeys").finish_non_exhaustive()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(kid: &str, secret: u8) -> SigningKeys {
        SigningKeys::new(KeyRing::from_secret(kid, [secret; 32]))
    }

    #[test]
    fn signature_fits_its_message_and_key_only() {
        let key = keys("k1", 1).current();
        let signature = key.sign(b"message");
        assert!(verify(&key.public_key(), b"message", &signature));
        assert!(!verify(&key.public_key(), b"massage", &signature));
        assert!(!verify(
            &keys("k1", 2).current().public_key(),
            b"message",
            &signature
        ));
        assert!(!verify(&key.public_key(), b"message", &signature[..63]));
        assert!(!verify(&key.public_key(), b"message", &[0; 64]));
    }

    #[test]
    fn key_of_small_order_verifies_nothing() {
        let mut identity = [0; 32];
        identity[0] = 1;
        let mut signature = [0; 64];
        signature[0] = 1;
        assert!(!verify(&identity, b"message", &signature));
    }

    #[test]
    fn published_key_is_that_of_the_signatures() {
        let keys = keys("k1", 1);
        assert_eq!(
            keys.public_keys(),
            [(keys.current().kid().clone(), keys.current().public_key())]
        );
    }

    #[test]
    fn debug_shows_the_name_only() {
        let text = format!("{:?}", keys("k1", 1).current());
        assert_eq!(text, r#"SigningKey { kid: KeyId("k1"), .. }"#);
    }
}
