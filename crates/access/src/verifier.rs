//! Verifies access tokens.

mod keys;
mod sessions;
mod tokens;

use std::sync::Arc;
use std::time::Duration;

use kabinet_env::Env;
use kabinet_env::id::SessionId;
use kabinet_proto::errors::v1::Reason;
use kabinet_seal::sha256;
use kabinet_status::Refusal;
use time::OffsetDateTime;

use crate::client::{IdentityClient, Transport};
use crate::jwt::{self, Claims};
use crate::revocations::Verdict;
use crate::{EndUser, KeySource, PublicKeys, Revocations, SessionStatus, Unavailable};
use keys::Keys;
use sessions::Sessions;
use tokens::Tokens;

/// Audience of every access token of the suite.
pub const AUDIENCE: &str = "kabinet";

/// Answers to questions about keys and sessions hold for this long.
pub(crate) const ANSWER_LIFETIME: time::Duration = time::Duration::seconds(1);

/// Verifies access tokens against identity's keys and the state of their sessions.
pub struct TokenVerifier {
    issuer: String,
    keys: Keys,
    sessions: Sessions,
    tokens: Tokens,
    revocations: Option<Arc<Revocations>>,
    env: Env,
}

impl TokenVerifier {
    /// Makes a verifier of the issuer's tokens.
    pub fn new(
        issuer: impl Into<String>,
        keys: Arc<dyn KeySource>,
        sessions: Arc<dyn SessionStatus>,
        env: Env,
    ) -> Self {
        Self {
            issuer: issuer.into(),
            keys: Keys::new(keys, env.clone()),
            sessions: Sessions::new(sessions, env.clone()),
            tokens: Tokens::default(),
            revocations: None,
            env,
        }
    }

    /// Makes a verifier that asks identity over a transport.
    ///
    /// About a session it asks only while what identity tells of revocations is not known.
    pub fn of_identity<T: Transport>(
        issuer: impl Into<String>,
        transport: T,
        revocations: Arc<Revocations>,
        env: Env,
    ) -> Self {
        let identity = Arc::new(IdentityClient::new(transport));
        Self {
            revocations: Some(revocations),
            ..Self::new(issuer, identity.clone(), identity, env)
        }
    }

    /// Returns the person of a live token.
    pub async fn verify(&self, token: &str) -> Result<EndUser, Refusal> {
        let user = self.signed_user(token).await?;
        match self.is_active(token, &user).await {
            Ok(true) => Ok(user),
            Ok(false) => Err(token_invalid("the session has ended")),
            Err(error) => Err(unavailable(error)),
        }
    }

    async fn is_active(&self, token: &str, user: &EndUser) -> Result<bool, Unavailable> {
        let known = self.revocations.as_ref();
        match known.map_or(Verdict::Unknown, |known| known.verdict(user)) {
            Verdict::Live => Ok(true),
            Verdict::Void => Ok(false),
            Verdict::Unknown => self.sessions.is_active(token, user).await,
        }
    }

    /// Makes the next token of the session ask for its state again, right after it was ended here.
    pub fn forget_session(&self, session_id: SessionId) {
        self.sessions.forget(session_id);
    }

    pub(crate) fn now(&self) -> OffsetDateTime {
        self.env.now()
    }

    async fn signed_user(&self, token: &str) -> Result<EndUser, Refusal> {
        if token.len() > jwt::MAX_LENGTH {
            return Err(token_invalid("the access token is malformed"));
        }
        let digest = sha256(token.as_bytes());
        let keys = self.keys.get().await.map_err(unavailable)?;
        if let Some(user) = self.tokens.get(&digest, &keys, self.env.now()) {
            return Ok(user);
        }
        let (keys, claims) = self.claims(token, keys).await?;
        let expire_time = claims.exp.saturating_add(jwt::LEEWAY);
        let user = end_user(claims);
        self.tokens.put(digest, keys, user.clone(), expire_time);
        Ok(user)
    }

    async fn claims(
        &self,
        token: &str,
        mut keys: Arc<PublicKeys>,
    ) -> Result<(Arc<PublicKeys>, Claims), Refusal> {
        let verify = |keys: &_| jwt::verify(token, keys, self.env.now(), &self.issuer, AUDIENCE);
        let mut claims = verify(&keys);
        if claims == Err(jwt::Error::UnknownKey) {
            keys = self.keys.reload().await.map_err(unavailable)?;
            claims = verify(&keys);
        }
        match claims {
            Ok(claims) => Ok((keys, claims)),
            Err(jwt::Error::Expired) => Err(token_invalid("the access token has expired")),
            Err(_) => Err(token_invalid("the access token is not valid")),
        }
    }
}

fn end_user(claims: Claims) -> EndUser {
    EndUser {
        account_id: claims.sub,
        session_id: claims.sid,
        auth_time: claims.auth_time,
        amr: claims.amr,
        acr: claims.acr,
        epoch: claims.epoch,
        client_id: claims.client_id,
    }
}

pub(crate) fn token_invalid(message: &'static str) -> Refusal {
    Refusal::unauthenticated(Reason::TokenInvalid, message)
}

/// Refuses without a line in the log: who asked has written one, and callers are many.
fn unavailable(_: Unavailable) -> Refusal {
    Refusal::unavailable(Duration::from_secs(1))
}

#[cfg(test)]
mod tests;
