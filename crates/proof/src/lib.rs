//! What verification signs and the other services check offline: proofs that a person received a
//! code, and the action tokens of messages.
//!
//! Owns the form of both (a proof is a compact JWS of type `kabinet-proof+jwt`, Ed25519 only) and the
//! rules of their verification. Promises that a proof is accepted only for the audience, purpose,
//! subject and payload digest that the consumer expects, a token only for its kind of action, and
//! either only while it lives. Never keeps track of what was used: the consumer records the id of the
//! verification, or of the token, in the transaction of the effect.

pub mod action;
mod claims;
mod destination;
mod jws;
mod keys;
mod verifier;

pub use claims::Claims;
pub use destination::destination_hash;
pub use jws::{Expected, InvalidProof, sign, sign_at, verify};
pub use keys::ProofKeys;
pub use verifier::{Error, Verifier};

/// Who signs proofs: the `iss` of every proof.
pub const ISSUER: &str = "kabinet-verification";
/// How long a proof lives after it was issued: at the approval, or when the check was repeated.
pub const LIFETIME: std::time::Duration = std::time::Duration::from_mins(5);
