use std::fmt;
use std::sync::Arc;

use chacha20poly1305::XChaCha20Poly1305;
use kabinet_env::Env;
use zeroize::Zeroizing;

use crate::derived::Derived;
use crate::{DataKey, Key, KeyId, KeyRing, OpenError, Place, envelope};

const FORMAT: u8 = 1;

/// Encrypts values for their place in a table with the ring's current key (XChaCha20-Poly1305).
///
/// A sealed value is: format (1 byte), length of the kid (1 byte), kid, nonce (24 bytes), ciphertext
/// and tag.
#[derive(Clone)]
pub struct Sealer {
    ciphers: Arc<Derived<XChaCha20Poly1305>>,
}

impl Sealer {
    /// Makes a sealer with keys of its own; the label tells it from every other sealer of the ring.
    pub fn new(ring: KeyRing, label: &str) -> Self {
        let derive = |key: &Key, label: &str| envelope::cipher(&Zeroizing::new(key.derive(label)));
        Self {
            ciphers: Derived::new(ring, "seal", label, derive),
        }
    }

    /// Encrypts a value for its place.
    pub fn seal(&self, env: &Env, place: Place<'_>, plaintext: &[u8]) -> Vec<u8> {
        let ciphers = self.ciphers.latest();
        let (kid, cipher) = ciphers.current();
        envelope::seal(cipher, env, header(kid), place, plaintext)
    }

    /// Decrypts a value that was sealed for this place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (kid, header, body) = split(sealed).ok_or(OpenError::Malformed)?;
        let ciphers = self.ciphers.latest();
        let Some(cipher) = ciphers.get(&kid) else {
            return Err(OpenError::UnknownKey { kid });
        };
        envelope::open(cipher, header, place, body)
    }

    /// Encrypts a data key for its place; destroying the result erases all that the key sealed.
    pub fn wrap(&self, env: &Env, place: Place<'_>, key: &DataKey) -> Vec<u8> {
        self.seal(env, place, key.secret())
    }

    /// Decrypts a data key that was wrapped for this place.
    pub fn unwrap(&self, place: Place<'_>, wrapped: &[u8]) -> Result<DataKey, OpenError> {
        let secret = self.open(place, wrapped)?;
        DataKey::from_secret(&secret).ok_or(OpenError::Malformed)
    }
}

impl fmt::Debug for Sealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sealer").finish_non_exhaustive()
    }
}

fn header(kid: &KeyId) -> Vec<u8> {
    let length = u8::try_from(kid.len()).expect("a key id has at most 32 bytes");
    let mut header = vec![FORMAT, length];
    header.extend_from_slice(kid.as_bytes());
    header
}

fn split(sealed: &[u8]) -> Option<(KeyId, &[u8], &[u8])> {
    let &[FORMAT, length, ..] = sealed else {
        return None;
    };
    let (header, body) = sealed.split_at_checked(2 + usize::from(length))?;
    let kid = str::from_utf8(&header[2..]).ok()?.parse().ok()?;
    Some((kid, header, body))
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;
    use proptest::prelude::*;

    use super::*;
    use crate::KEY_SETTLE;

    const PLACE: Place<'static> = Place {
        table: "profile.person",
        column: "given_name",
        row: &[1; 16],
        version: 1,
    };

    fn sealer(secret: u8) -> Sealer {
        Sealer::new(KeyRing::from_secret("k1", [secret; 32]), "person")
    }

    fn env() -> Env {
        ManualClock::new(1).0
    }

    #[test]
    fn sealed_value_opens_only_in_its_place() {
        let sealed = sealer(1).seal(&env(), PLACE, b"Anna");
        assert_eq!(**sealer(1).open(PLACE, &sealed).unwrap(), *b"Anna");
        for elsewhere in [
            Place {
                table: "profile.draft",
                ..PLACE
            },
            Place {
                column: "family_name",
                ..PLACE
            },
            Place {
                row: &[2; 16],
                ..PLACE
            },
            Place {
                version: 2,
                ..PLACE
            },
        ] {
            assert_eq!(
                sealer(1).open(elsewhere, &sealed),
                Err(OpenError::NotAuthentic)
            );
        }
    }

    #[test]
    fn sealed_value_does_not_open_with_another_secret_or_label() {
        let sealed = sealer(1).seal(&env(), PLACE, b"Anna");
        assert_eq!(sealer(2).open(PLACE, &sealed), Err(OpenError::NotAuthentic));
        let other_label = Sealer::new(KeyRing::from_secret("k1", [1; 32]), "contact");
        assert_eq!(
            other_label.open(PLACE, &sealed),
            Err(OpenError::NotAuthentic)
        );
    }

    #[test]
    fn same_value_is_sealed_differently_each_time() {
        let env = env();
        assert_ne!(
            sealer(1).seal(&env, PLACE, b"Anna"),
            sealer(1).seal(&env, PLACE, b"Anna")
        );
    }

    #[test]
    fn value_of_a_key_that_is_gone_names_the_key() {
        let sealed = sealer(1).seal(&env(), PLACE, b"Anna");
        let rotated = Sealer::new(KeyRing::from_secret("k2", [1; 32]), "person");
        let kid = "k1".parse().unwrap();
        assert_eq!(
            rotated.open(PLACE, &sealed),
            Err(OpenError::UnknownKey { kid })
        );
    }

    #[test]
    fn older_live_key_still_opens() {
        let (env, clock) = ManualClock::new(1);
        let directory = tempfile::tempdir().unwrap();
        KeyRing::generate(directory.path(), &env, "k1").unwrap();
        let ring = KeyRing::load(directory.path()).unwrap();
        let sealer = Sealer::new(ring.clone(), "person");
        let old = sealer.seal(&env, PLACE, b"Anna");
        KeyRing::generate(directory.path(), &env, "k2").unwrap();
        ring.reload(&env).unwrap();
        clock.advance(KEY_SETTLE);
        ring.reload(&env).unwrap();
        let new = sealer.seal(&env, PLACE, b"Anna");
        assert_eq!((&old[2..4], &new[2..4]), (&b"k1"[..], &b"k2"[..]));
        assert_eq!(sealer.open(PLACE, &old), sealer.open(PLACE, &new));
    }

    #[test]
    fn wrapped_key_opens_what_it_sealed() {
        let env = env();
        let key = DataKey::generate(&env);
        let sealed = key.seal(&env, PLACE, b"Anna");
        let wrapped = sealer(1).wrap(&env, PLACE, &key);
        let unwrapped = sealer(1).unwrap(PLACE, &wrapped).unwrap();
        assert_eq!(**unwrapped.open(PLACE, &sealed).unwrap(), *b"Anna");
    }

    #[test]
    fn sealed_text_is_not_a_wrapped_key() {
        let sealed = sealer(1).seal(&env(), PLACE, b"Anna");
        assert_eq!(
            sealer(1).unwrap(PLACE, &sealed).unwrap_err(),
            OpenError::Malformed
        );
    }

    proptest! {
        #[test]
        fn any_changed_bit_is_noticed(plaintext: Vec<u8>, position: prop::sample::Index, bit in 0..8_u8) {
            let mut sealed = sealer(1).seal(&env(), PLACE, &plaintext);
            prop_assert_eq!(&**sealer(1).open(PLACE, &sealed).unwrap(), &plaintext);
            let position = position.index(sealed.len());
            sealed[position] ^= 1 << bit;
            prop_assert!(sealer(1).open(PLACE, &sealed).is_err());
        }

        #[test]
        fn any_bytes_are_refused_without_panic(bytes: Vec<u8>) {
            prop_assert!(sealer(1).open(PLACE, &bytes).is_err());
        }

        #[test]
        fn any_shortened_value_is_refused(plaintext: Vec<u8>, end: prop::sample::Index) {
            let sealed = sealer(1).seal(&env(), PLACE, &plaintext);
            prop_assert!(sealer(1).open(PLACE, &sealed[..end.index(sealed.len())]).is_err());
        }
    }
}
