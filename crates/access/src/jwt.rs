//! Access tokens: compact JWS (RFC 7515) shaped by RFC 9068, Ed25519 only.
//!
//! RFC 9068 asks for RS256; one modern algorithm is what RFC 8725 (3.1, 3.2) makes of it here: the
//! algorithm is not negotiated, so it cannot be confused.

mod claims;
mod header;

use data_encoding::BASE64URL_NOPAD;
use kabinet_seal::signing::{self, SigningKey};
use time::{Duration, OffsetDateTime};

use crate::PublicKeys;
use header::Header;

pub use claims::Claims;

/// Longest token in bytes.
pub const MAX_LENGTH: usize = 4096;

/// How far the clocks of two machines may be apart.
pub(crate) const LEEWAY: Duration = Duration::seconds(30);

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The token is no compact JWS of the wanted type with the wanted claims.
    #[error("the token is malformed")]
    Malformed,
    /// No live key has the token's key id.
    #[error("the token's key is not known")]
    UnknownKey,
    /// The signature is not that of the key.
    #[error("the token's signature is wrong")]
    Signature,
    /// Another issuer made the token.
    #[error("the token is of another issuer")]
    Issuer,
    /// The token is meant for somebody else.
    #[error("the token is for another audience")]
    Audience,
    /// The token has ended.
    #[error("the token has expired")]
    Expired,
    /// The token is from the future, or its times contradict each other.
    #[error("the token's times are wrong")]
    Times,
}

/// Signs claims.
pub fn sign(key: &SigningKey, claims: &Claims) -> String {
    let header = encode(&Header::new(key.kid()));
    let payload = encode(claims);
    let mut token = format!("{header}.{payload}");
    let signature = BASE64URL_NOPAD.encode(&key.sign(token.as_bytes()));
    token.push('.');
    token.push_str(&signature);
    token
}

/// Verifies a token and returns its claims.
pub fn verify(
    token: &str,
    keys: &PublicKeys,
    now: OffsetDateTime,
    issuer: &str,
    audience: &str,
) -> Result<Claims, Error> {
    if token.len() > MAX_LENGTH {
        return Err(Error::Malformed);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(Error::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(Error::Malformed)?;
    let header: Header = decode(header)?;
    if !header.is_acceptable() {
        return Err(Error::Malformed);
    }
    let signature = octets(signature)?;
    let key = keys.get(&header.kid).ok_or(Error::UnknownKey)?;
    if !signing::verify(key, signed.as_bytes(), &signature) {
        return Err(Error::Signature);
    }
    let claims: Claims = decode(payload)?;
    claims.check(now, issuer, audience)?;
    Ok(claims)
}

fn encode(part: &impl serde::Serialize) -> String {
    let json = serde_json::to_vec(part).expect("headers and claims have string keys only");
    BASE64URL_NOPAD.encode(&json)
}

fn decode<T: serde::de::DeserializeOwned>(part: &str) -> Result<T, Error> {
    serde_json::from_slice(&octets(part)?).map_err(|_| Error::Malformed)
}

fn octets(part: &str) -> Result<Vec<u8>, Error> {
    BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| Error::Malformed)
}

#[cfg(test)]
mod tests;
