//! Who may call what: callers, access tokens, and the rules that the contracts declare.
//!
//! Owns the decision whether a request reaches its handler. Promises that nothing is served without a
//! rule, and that caller, token and age of authentication are checked in this order. Never decides
//! about data: that a row belongs to a person is part of the SQL that reads it.

mod caller;
mod client;
mod end_user;
pub mod jwt;
mod layer;
mod public_keys;
mod revocations;
mod rules;
mod seams;
mod verifier;

pub use caller::{CALLER_METADATA, Caller, CallerKind, CallerSource, ParseCallerError};
pub use end_user::EndUser;
pub use layer::{Access, AccessLayer, TokensNeeded};
pub use public_keys::PublicKeys;
pub use revocations::{BEAT_LIFETIME, Revocations, WATCH_LIFETIME, watch};
pub use rules::{CallerPattern, Callers, EndUserRule, MissingRule, Rule, Rules};
pub use seams::{KeySource, SessionStatus, Unavailable};
pub use verifier::{AUDIENCE, TokenVerifier};
