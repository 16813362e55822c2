//! What a token verifier asks: identity's own stores in identity, identity's RPCs elsewhere.

use std::error::Error;

use futures::future::BoxFuture;

use crate::{EndUser, PublicKeys};

/// Tells the keys that access tokens are signed with.
pub trait KeySource: Send + Sync {
    /// Returns all live keys; the verifier keeps them and asks again when it has to.
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>>;
}

/// Tells whether a session is live.
pub trait SessionStatus: Send + Sync {
    /// Tells whether the session of a verified token is live now.
    fn is_active<'a>(
        &'a self,
        token: &'a str,
        user: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>>;
}

/// Tells that a question about tokens was not answered.
#[derive(Debug, thiserror::Error)]
#[error("keys or sessions of access tokens are not known now")]
pub struct Unavailable {
    source: Box<dyn Error + Send + Sync>,
}

impl Unavailable {
    /// Wraps the cause.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self {
            source: source.into(),
        }
    }
}
