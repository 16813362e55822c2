use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use kabinet_env::Env;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{KeyId, Place};

const NONCE_LENGTH: usize = 24;

/// Tells why a sealed value did not open.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum OpenError {
    /// The bytes were not made by this crate.
    #[error("the sealed value is malformed")]
    Malformed,
    /// The key is not among the live ones.
    #[error("the sealed value needs the key {kid}, which is not loaded")]
    UnknownKey {
        /// The key that sealed it.
        kid: KeyId,
    },
    /// The value was changed, or belongs elsewhere.
    #[error("the sealed value is not authentic in this place")]
    NotAuthentic,
}

pub(crate) fn cipher(key: &[u8; 32]) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.into())
}

/// Appends the nonce and the ciphertext to the header, which is authenticated with the place.
pub(crate) fn seal(
    cipher: &XChaCha20Poly1305,
    env: &Env,
    header: Vec<u8>,
    place: Place<'_>,
    plaintext: &[u8],
) -> Vec<u8> {
    // Random nonces of 192 bits may be drawn without counting (draft-irtf-cfrg-xchacha, 2.1).
    let nonce = XNonce::from(env.bytes::<NONCE_LENGTH>());
    let associated_data = associated_data(&header, place);
    let payload = Payload {
        msg: plaintext,
        aad: &associated_data,
    };
    let ciphertext = cipher
        .encrypt(&nonce, payload)
        .expect("no value is 256 GiB long");
    let mut sealed = header;
    sealed.reserve_exact(NONCE_LENGTH + ciphertext.len());
    sealed.extend_from_slice(&nonce);
    sealed.extend_from_slice(&ciphertext);
    sealed
}

/// Opens what follows the header.
pub(crate) fn open(
    cipher: &XChaCha20Poly1305,
    header: &[u8],
    place: Place<'_>,
    body: &[u8],
) -> Result<Zeroizing<Vec<u8>>, OpenError> {
    let (nonce, ciphertext) = body
        .split_first_chunk::<NONCE_LENGTH>()
        .ok_or(OpenError::Malformed)?;
    let associated_data = associated_data(header, place);
    let payload = Payload {
        msg: ciphertext,
        aad: &associated_data,
    };
    cipher
        .decrypt(&XNonce::from(*nonce), payload)
        .map(Zeroizing::new)
        .map_err(|_| OpenError::NotAuthentic)
}

fn associated_data(header: &[u8], place: Place<'_>) -> Vec<u8> {
    let mut data = place.associated_data();
    data.extend_from_slice(header);
    data
}
