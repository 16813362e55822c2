use std::fmt;

use kabinet_env::Env;
use zeroize::Zeroizing;

use crate::{OpenError, Place, envelope};

// Another format than a sealer's, so that one is never taken for the other.
const FORMAT: u8 = 2;

/// The key of one account or row, stored only wrapped by a [`Sealer`](crate::Sealer).
///
/// What it seals is: format (1 byte), nonce (24 bytes), ciphertext and tag.
pub struct DataKey {
    secret: Zeroizing<[u8; 32]>,
}

impl DataKey {
    /// Makes a new random key.
    pub fn generate(env: &Env) -> Self {
        Self {
            secret: Zeroizing::new(env.bytes()),
        }
    }

    pub(crate) fn from_secret(secret: &[u8]) -> Option<Self> {
        Some(Self {
            secret: Zeroizing::new(secret.try_into().ok()?),
        })
    }

    pub(crate) fn secret(&self) -> &[u8] {
        self.secret.as_slice()
    }

    /// Encrypts a value for its place.
    pub fn seal(&self, env: &Env, place: Place<'_>, plaintext: &[u8]) -> Vec<u8> {
        envelope::seal(
            &envelope::cipher(&self.secret),
            env,
            vec![FORMAT],
            place,
            plaintext,
        )
    }

    /// Decrypts a value that was sealed for this place.
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let body = sealed.strip_prefix(&[FORMAT]).ok_or(OpenError::Malformed)?;
        envelope::open(&envelope::cipher(&self.secret), &[FORMAT], place, body)
    }
}

impl fmt::Debug for DataKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DataKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;

    use super::*;

    const PLACE: Place<'static> = Place {
        table: "profile.person",
        column: "given_name",
        row: &[1; 16],
        version: 1,
    };

    #[test]
    fn value_opens_with_its_key_in_its_place_only() {
        let (env, _) = ManualClock::new(1);
        let (key, other) = (DataKey::generate(&env), DataKey::generate(&env));
        let sealed = key.seal(&env, PLACE, b"Anna");
        assert_eq!(**key.open(PLACE, &sealed).unwrap(), *b"Anna");
        assert_eq!(other.open(PLACE, &sealed), Err(OpenError::NotAuthentic));
        let elsewhere = Place {
            column: "family_name",
            ..PLACE
        };
        assert_eq!(key.open(elsewhere, &sealed), Err(OpenError::NotAuthentic));
    }

    #[test]
    fn bytes_of_another_format_are_malformed() {
        let key = DataKey::generate(&ManualClock::new(1).0);
        for bytes in [&[][..], &[1; 60], &[FORMAT; 24]] {
            assert_eq!(
                key.open(PLACE, bytes),
                Err(OpenError::Malformed),
                "{bytes:?}"
            );
        }
    }
}
