//! Opaque handles: bytes that travel through strangers, who can neither read nor change them.

use std::fmt;
use std::sync::Arc;

use aes_siv::KeyInit as _;
use aes_siv::siv::Aes256Siv;
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

use crate::derived::Derived;
use crate::{Key, KeyId, KeyRing};

/// Longest handle in characters; a longer text is refused unread.
pub const MAX_HANDLE_LENGTH: usize = 2_048;

const FORMAT: u8 = 1;

/// Seals bytes into handles with AES-256-SIV (RFC 5297): the same bytes give the same handle.
///
/// A handle is the base64url of: format (1 byte), length of the kid (1 byte), kid, synthetic IV and
/// ciphertext.
#[derive(Clone)]
pub struct HandleSealer {
    secrets: Arc<Derived<Zeroizing<[u8; 64]>>>,
}

impl HandleSealer {
    /// Makes a sealer with keys of its own; the label tells its handles from all others.
    pub fn new(ring: KeyRing, label: &str) -> Self {
        let derive = |key: &Key, label: &str| {
            let mut secret = Zeroizing::new([0; 64]);
            key.derive_into(label, secret.as_mut_slice());
            secret
        };
        Self {
            secrets: Derived::new(ring, "handle", label, derive),
        }
    }

    /// Returns the handle of the bytes.
    pub fn seal(&self, content: &[u8]) -> String {
        self.seal_with(&[], content)
    }

    /// Returns the bytes of a handle that this sealer made.
    pub fn open(&self, handle: &str) -> Option<Vec<u8>> {
        self.open_with(&[], handle)
    }

    /// Returns the handle of the bytes, which opens with the same scope only.
    pub fn seal_in(&self, scope: &[u8], content: &[u8]) -> String {
        self.seal_with(&[scope], content)
    }

    /// Returns the bytes of a handle that this sealer made in the scope.
    pub fn open_in(&self, scope: &[u8], handle: &str) -> Option<Vec<u8>> {
        self.open_with(&[scope], handle)
    }

    fn seal_with(&self, scope: &[&[u8]], content: &[u8]) -> String {
        let secrets = self.secrets.latest();
        let (kid, secret) = secrets.current();
        let mut bytes = header(kid);
        let ciphertext = cipher(secret)
            .encrypt(headers(&bytes, scope), content)
            .expect("two headers are fewer than the 126 that SIV takes");
        bytes.extend_from_slice(&ciphertext);
        BASE64URL_NOPAD.encode(&bytes)
    }

    fn open_with(&self, scope: &[&[u8]], handle: &str) -> Option<Vec<u8>> {
        if handle.len() > MAX_HANDLE_LENGTH {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(handle.as_bytes()).ok()?;
        let &[FORMAT, length, ..] = bytes.as_slice() else {
            return None;
        };
        let (header, ciphertext) = bytes.split_at_checked(2 + usize::from(length))?;
        let kid = str::from_utf8(&header[2..]).ok()?;
        let secrets = self.secrets.latest();
        cipher(secrets.get(kid)?)
            .decrypt(headers(header, scope), ciphertext)
            .ok()
    }
}

impl fmt::Debug for HandleSealer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandleSealer").finish_non_exhaustive()
    }
}

fn cipher(secret: &[u8; 64]) -> Aes256Siv {
    Aes256Siv::new(secret.into())
}

/// Lists what is authenticated with the content; SIV keeps the parts apart.
fn headers<'a>(header: &'a [u8], scope: &'a [&'a [u8]]) -> impl Iterator<Item = &'a [u8]> {
    std::iter::once(header).chain(scope.iter().copied())
}

fn header(kid: &KeyId) -> Vec<u8> {
    let length = u8::try_from(kid.len()).expect("a key id has at most 32 bytes");
    let mut header = vec![FORMAT, length];
    header.extend_from_slice(kid.as_bytes());
    header
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sealer(label: &str) -> HandleSealer {
        HandleSealer::new(KeyRing::from_secret("k1", [1; 32]), label)
    }

    #[test]
    fn same_content_has_the_same_handle() {
        assert_eq!(sealer("a").seal(b"content"), sealer("a").seal(b"content"));
        assert_ne!(sealer("a").seal(b"content"), sealer("a").seal(b"contend"));
    }

    #[test]
    fn handle_of_another_label_or_key_is_refused() {
        let handle = sealer("a").seal(b"content");
        assert_eq!(sealer("b").open(&handle), None);
        let other_kid = HandleSealer::new(KeyRing::from_secret("k2", [1; 32]), "a");
        assert_eq!(other_kid.open(&handle), None);
    }

    #[test]
    fn handle_of_another_scope_is_refused() {
        let handle = sealer("a").seal_in(b"scope", b"content");
        assert_eq!(
            sealer("a").open_in(b"scope", &handle).as_deref(),
            Some(&b"content"[..])
        );
        assert_eq!(sealer("a").open_in(b"other", &handle), None);
        assert_eq!(sealer("a").open_in(b"", &handle), None);
        assert_eq!(sealer("a").open(&handle), None);
        let unscoped = sealer("a").seal(b"content");
        assert_eq!(sealer("a").open_in(b"", &unscoped), None);
    }

    #[test]
    fn overlong_handle_is_refused() {
        let handle = sealer("a").seal(&[0; MAX_HANDLE_LENGTH]);
        assert_eq!(sealer("a").open(&handle), None);
    }

    proptest! {
        #[test]
        fn handle_opens_to_its_content(content in prop::collection::vec(any::<u8>(), 0..1_024)) {
            prop_assert_eq!(sealer("a").open(&sealer("a").seal(&content)), Some(content));
        }

        #[test]
        fn any_changed_character_is_noticed(
            content in prop::collection::vec(any::<u8>(), 0..64),
            position: prop::sample::Index,
            replacement in "[A-Za-z0-9_-]",
        ) {
            let handle = sealer("a").seal(&content);
            let position = position.index(handle.len());
            let mut changed = handle.clone();
            changed.replace_range(position..=position, &replacement);
            prop_assume!(changed != handle);
            prop_assert_eq!(sealer("a").open(&changed), None);
        }

        #[test]
        fn any_text_is_refused_without_panic(text in ".{0,200}") {
            prop_assert_eq!(sealer("a").open(&text), None);
        }
    }
}
