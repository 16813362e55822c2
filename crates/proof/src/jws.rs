use data_encoding::BASE64URL_NOPAD;
use kabinet_domain::Channel;
use kabinet_env::id::VerificationId;
use kabinet_seal::signing::{self, SigningKey};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

use crate::{Claims, ISSUER, LIFETIME, ProofKeys};

const TYPE: &str = "kabinet-proof+jwt";
const ALGORITHM: &str = "EdDSA";
/// Longest proof that is read, in bytes.
const MAX_LENGTH: usize = 4_096;
/// How far the clocks of two services may be apart.
const LEEWAY: Duration = Duration::seconds(5);

/// What the consumer is about to do, and therefore expects the proof to be for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The consumer's own name.
    pub audience: &'a str,
    /// Name of the purpose, such as `REGISTRATION`.
    pub purpose: &'a str,
    /// Whom the operation is about.
    pub subject: &'a str,
    /// Digest of the operation.
    pub payload_digest: [u8; 32],
}

/// Why a proof is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProof {
    /// The text is not a proof.
    #[error("neither a compact JWS of the type {TYPE} nor an action token")]
    Malformed,
    /// No live key has the id in the header.
    #[error("signed with a key that is not live")]
    UnknownKey,
    /// The signature is not that of the key.
    #[error("the signature does not fit")]
    Signature,
    /// The proof is for another consumer, purpose, subject or operation.
    #[error("not for this operation")]
    OtherOperation,
    /// The proof's time is over, or has not come.
    #[error("not valid at this time")]
    Time,
}

#[derive(Serialize, Deserialize)]
struct Header<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
    /// Extensions that must be understood (RFC 7515, 4.1.11): none are.
    #[serde(default, skip_serializing)]
    crit: Option<IgnoredAny>,
}

#[derive(Serialize, Deserialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: String,
    jti: VerificationId,
    purpose: String,
    channel: String,
    dst: String,
    dig: String,
    /// When the code was found right; the proof itself may be younger.
    approved: i64,
    iat: i64,
    exp: i64,
    pol: u32,
}

/// Signs the claims at the approval; the same claims and key give the same proof.
pub fn sign(key: &SigningKey, claims: &Claims) -> String {
    sign_at(key, claims, claims.approve_time)
}

/// Signs the claims at that time, from which the proof's life counts.
///
/// Whoever repeats a check after a crash has to get a proof that still lives. Nothing is won by it:
/// all proofs of one verification have one id, and have one effect together.
pub fn sign_at(key: &SigningKey, claims: &Claims, issue_time: OffsetDateTime) -> String {
    let header = Header {
        typ: TYPE,
        alg: ALGORITHM,
        kid: key.kid().as_str(),
        crit: None,
    };
    let issued = issue_time.unix_timestamp();
    let payload = Payload {
        iss: ISSUER.to_owned(),
        aud: claims.audience.clone(),
        sub: claims.subject.clone(),
        jti: claims.verification_id,
        purpose: claims.purpose.clone(),
        channel: claims.channel.as_str().to_owned(),
        dst: BASE64URL_NOPAD.encode(&claims.destination_hash),
        dig: BASE64URL_NOPAD.encode(&claims.payload_digest),
        approved: claims.approve_time.unix_timestamp(),
        iat: issued,
        exp: issued + LIFETIME.as_secs().cast_signed(),
        pol: claims.policy_version,
    };
    let signed = format!("{}.{}", encode(&header), encode(&payload));
    let signature = BASE64URL_NOPAD.encode(&key.sign(signed.as_bytes()));
    format!("{signed}.{signature}")
}

fn encode(part: &impl Serialize) -> String {
    let json = serde_json::to_vec(part).expect("texts and numbers serialise");
    BASE64URL_NOPAD.encode(&json)
}

/// Reads a proof and accepts it when a live key signed it for exactly what is expected.
pub fn verify(
    proof: &str,
    keys: &ProofKeys,
    expected: Expected<'_>,
    now: OffsetDateTime,
) -> Result<Claims, InvalidProof> {
    let payload = authentic_payload(proof, keys)?;
    let claims = claims(&payload).ok_or(InvalidProof::Malformed)?;
    let fits = payload.iss == ISSUER
        && claims.audience == expected.audience
        && claims.purpose == expected.purpose
        && claims.subject == expected.subject
        && claims.payload_digest == expected.payload_digest;
    if !fits {
        return Err(InvalidProof::OtherOperation);
    }
    let (issued, expiry) = (time(payload.iat)?, time(payload.exp)?);
    let alive = issued - LEEWAY <= now && now < expiry;
    alive.then_some(claims).ok_or(InvalidProof::Time)
}

fn time(seconds: i64) -> Result<OffsetDateTime, InvalidProof> {
    OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| InvalidProof::Malformed)
}

fn authentic_payload(proof: &str, keys: &ProofKeys) -> Result<Payload, InvalidProof> {
    if proof.len() > MAX_LENGTH {
        return Err(InvalidProof::Malformed);
    }
    let (signed, signature) = proof.rsplit_once('.').ok_or(InvalidProof::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(InvalidProof::Malformed)?;
    let (header, payload, signature) = (decode(header)?, decode(payload)?, decode(signature)?);
    let header: Header<'_> =
        serde_json::from_slice(&header).map_err(|_| InvalidProof::Malformed)?;
    // Checked before any key is looked up: the signer never chooses the algorithm (RFC 8725, 3.1).
    if header.typ != TYPE || header.alg != ALGORITHM || header.crit.is_some() {
        return Err(InvalidProof::Malformed);
    }
    let key = keys.get(header.kid).ok_or(InvalidProof::UnknownKey)?;
    if !signing::verify(key, signed.as_bytes(), &signature) {
        return Err(InvalidProof::Signature);
    }
    serde_json::from_slice(&payload).map_err(|_| InvalidProof::Malformed)
}

fn decode(part: &str) -> Result<Vec<u8>, InvalidProof> {
    BASE64URL_NOPAD
        .decode(part.as_bytes())
        .map_err(|_| InvalidProof::Malformed)
}

fn claims(payload: &Payload) -> Option<Claims> {
    Some(Claims {
        verification_id: payload.jti,
        audience: payload.aud.clone(),
        purpose: payload.purpose.clone(),
        subject: payload.sub.clone(),
        payload_digest: digest(&payload.dig)?,
        channel: Channel::from_name(&payload.channel)?,
        destination_hash: digest(&payload.dst)?,
        approve_time: time(payload.approved).ok()?,
        policy_version: payload.pol,
    })
}

fn digest(text: &str) -> Option<[u8; 32]> {
    decode(text).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests;
