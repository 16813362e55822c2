//! Tokens in messages: what whoever reads the message may do once, without logging in.
//!
//! A token has to fit into a text message, so it is not a JWS: 37 octets that say what may be done, the
//! id of the key, and 64 octets of signature, in base64url. It is derived from what it says, so that
//! all messages about one action carry tokens with one id, and one effect together.

mod token;

use kabinet_env::id::AccountId;
use kabinet_seal::sha256;
use kabinet_seal::signing::SigningKey;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{InvalidProof, ProofKeys};
use token::{Content, Token};

/// Longest token, in characters.
pub const MAX_TOKEN_LENGTH: usize = 256;

/// What a token lets its bearer do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ActionKind {
    /// Ends a recovery; its object is the recovery.
    CancelRecovery,
    /// Takes a changed contact back; its object is the change.
    UndoContactChange,
    /// Says that somebody else did what a notice told of; its object is the notice.
    ReportNotMe,
}

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Action {
    /// What may be done.
    pub kind: ActionKind,
    /// The account that it is done to.
    pub account_id: AccountId,
    /// What it is done to.
    pub object_id: Uuid,
    /// When the token ends; seconds count.
    pub expire_time: OffsetDateTime,
}

impl Action {
    /// Returns the id under which a consumer records every token of this action as used.
    ///
    /// It does not depend on the key: tokens that differ in their signature only have one effect.
    pub fn token_id(&self) -> [u8; 32] {
        sha256(&Content::of(self).octets())
    }
}

/// Makes the token of an action.
pub fn sign(key: &SigningKey, action: &Action) -> String {
    let content = Content::of(action);
    let kid = key.kid().as_str();
    let signature = key.sign(&token::signed_octets(&content, kid));
    Token {
        content,
        kid,
        signature,
    }
    .encode()
}

/// Reads a token and accepts it when a live key signed it for this kind of action.
pub fn verify(
    token: &str,
    keys: &ProofKeys,
    kind: ActionKind,
    now: OffsetDateTime,
) -> Result<Action, InvalidProof> {
    if token.len() > MAX_TOKEN_LENGTH {
        return Err(InvalidProof::Malformed);
    }
    let octets = token::decode(token).ok_or(InvalidProof::Malformed)?;
    let token = Token::read(&octets).ok_or(InvalidProof::Malformed)?;
    let key = keys.get(token.kid).ok_or(InvalidProof::UnknownKey)?;
    let signed = token::signed_octets(&token.content, token.kid);
    if !kabinet_seal::signing::verify(key, &signed, &token.signature) {
        return Err(InvalidProof::Signature);
    }
    let action = token.content.action().ok_or(InvalidProof::Malformed)?;
    if action.kind != kind {
        return Err(InvalidProof::OtherOperation);
    }
    if now >= action.expire_time {
        return Err(InvalidProof::Time);
    }
    Ok(action)
}

#[cfg(test)]
mod tests;
