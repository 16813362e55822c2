//! Secret tokens that people and programs carry, such as `krt_…`.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use kabinet_env::Env;
use thiserror::Error;
use zeroize::Zeroizing;

use crate::{KeyId, Mac, sha256};

const SECRET_LENGTH: usize = 32;
const CHECKSUM_LENGTH: usize = 4;
const BODY_LENGTH: usize = (SECRET_LENGTH + CHECKSUM_LENGTH) / 3 * 4;

/// Carries 256 secret bits; its text is the prefix, `_`, and the base64url of the secret and of a
/// checksum, which lets scanners of leaked secrets recognise it and typing errors cost no look-up.
#[derive(Clone)]
pub struct SecretToken {
    prefix: &'static str,
    secret: Zeroizing<[u8; SECRET_LENGTH]>,
}

/// Tells that a text is not a token of the wanted kind.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("is not a token that starts with {expected}_")]
pub struct ParseTokenError {
    /// The prefix of the wanted kind.
    pub expected: &'static str,
}

impl SecretToken {
    /// Makes a new random token; the prefix is given without the underscore.
    pub fn generate(prefix: &'static str, env: &Env) -> Self {
        Self::from_secret(prefix, env.bytes())
    }

    /// Makes a token that can be made again from the same parts, and names the key.
    pub fn derive(prefix: &'static str, mac: &Mac, parts: &[&[u8]]) -> (KeyId, Self) {
        let (kid, secret) = mac.mac(parts);
        (kid, Self::from_secret(prefix, secret))
    }

    /// Makes a derived token again with the live key that made it first.
    pub fn derive_with(
        prefix: &'static str,
        mac: &Mac,
        kid: &str,
        parts: &[&[u8]],
    ) -> Option<Self> {
        Some(Self::from_secret(prefix, mac.with(kid, parts)?))
    }

    /// Makes a token of a secret that was derived elsewhere.
    pub fn from_secret(prefix: &'static str, secret: [u8; SECRET_LENGTH]) -> Self {
        debug_assert!(
            !prefix.contains('_'),
            "the underscore is not part of the prefix"
        );
        Self {
            prefix,
            secret: Zeroizing::new(secret),
        }
    }

    /// Reads a token of that prefix back; a wrong checksum is refused.
    pub fn parse(prefix: &'static str, text: &str) -> Result<Self, ParseTokenError> {
        read(prefix, text).ok_or(ParseTokenError { expected: prefix })
    }

    /// Returns the text that the bearer shows.
    pub fn expose(&self) -> String {
        let mut body = Zeroizing::new([0; SECRET_LENGTH + CHECKSUM_LENGTH]);
        body[..SECRET_LENGTH].copy_from_slice(self.secret.as_slice());
        body[SECRET_LENGTH..].copy_from_slice(&self.checksum());
        format!(
            "{}_{}",
            self.prefix,
            *Zeroizing::new(BASE64URL_NOPAD.encode(body.as_slice()))
        )
    }

    /// Returns the hash of the text, which is all that is stored.
    pub fn sha256(&self) -> [u8; 32] {
        sha256(Zeroizing::new(self.expose()).as_bytes())
    }

    fn checksum(&self) -> [u8; CHECKSUM_LENGTH] {
        let mut checksum = crc32fast::Hasher::new();
        checksum.update(self.prefix.as_bytes());
        checksum.update(self.secret.as_slice());
        checksum.finalize().to_be_bytes()
    }
}

fn read(prefix: &'static str, text: &str) -> Option<SecretToken> {
    let body = text.strip_prefix(prefix)?.strip_prefix('_')?;
    if body.len() != BODY_LENGTH {
        return None;
    }
    let mut bytes = Zeroizing::new([0; SECRET_LENGTH + CHECKSUM_LENGTH]);
    BASE64URL_NOPAD
        .decode_mut(body.as_bytes(), bytes.as_mut_slice())
        .ok()?;
    let (secret, checksum) = bytes.split_first_chunk::<SECRET_LENGTH>()?;
    let token = SecretToken::from_secret(prefix, *secret);
    (token.checksum() == *checksum).then_some(token)
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_[redacted]", self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use kabinet_env::manual::ManualClock;

    use super::*;
    use crate::KeyRing;

    fn token() -> SecretToken {
        SecretToken::generate("krt", &ManualClock::new(1).0)
    }

    #[test]
    fn text_form_is_read_back() {
        let text = token().expose();
        assert!(
            text.starts_with("krt_") && text.len() == 4 + BODY_LENGTH,
            "{text}"
        );
        let parsed = SecretToken::parse("krt", &text).unwrap();
        assert_eq!(parsed.expose(), text);
        assert_eq!(parsed.sha256(), sha256(text.as_bytes()));
    }

    #[test]
    fn every_single_wrong_character_is_noticed() {
        let text = token().expose();
        for position in 0..text.len() {
            let mut wrong = text.clone();
            let replacement = if &text[position..=position] == "x" {
                "y"
            } else {
                "x"
            };
            wrong.replace_range(position..=position, replacement);
            assert!(SecretToken::parse("krt", &wrong).is_err(), "{position}");
        }
    }

    #[test]
    fn text_of_another_shape_is_refused() {
        let text = token().expose();
        let body = &text[4..];
        for wrong in [
            String::new(),
            "krt_".to_owned(),
            body.to_owned(),
            format!("kac_{body}"),
            format!("{text}A"),
            format!("{text} "),
            text[..text.len() - 1].to_owned(),
            format!("krt_{}", "ы".repeat(BODY_LENGTH / 2)),
        ] {
            let error = SecretToken::parse("krt", &wrong).unwrap_err();
            assert_eq!(error, ParseTokenError { expected: "krt" }, "{wrong}");
        }
    }

    #[test]
    fn derived_token_can_be_made_again() {
        let mac = Mac::new(KeyRing::from_secret("k1", [1; 32]), "refresh");
        let (kid, token) = SecretToken::derive("krt", &mac, &[b"session", b"1"]);
        let again = SecretToken::derive_with("krt", &mac, &kid, &[b"session", b"1"]).unwrap();
        assert_eq!(again.expose(), token.expose());
        assert!(SecretToken::derive_with("krt", &mac, "k2", &[b"session", b"1"]).is_none());
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        assert_eq!(format!("{:?}", token()), "krt_[redacted]");
    }
}
