use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use kabinet_access::jwt::{self, Claims};
use kabinet_access::{AUDIENCE, EndUser, KeySource, PublicKeys, SessionStatus, Unavailable};
use kabinet_env::Env;
use kabinet_env::id::{AccountId, SessionId};
use kabinet_seal::signing::SigningKeys;
use time::Duration;

/// Who issues the tokens of `user_token`.
pub const ISSUER: &str = "https://identity.example.com";

const LIFETIME: Duration = Duration::minutes(5);

/// Makes a person who has just logged in with a password.
pub fn end_user(env: &Env) -> EndUser {
    EndUser {
        account_id: AccountId::new(env),
        session_id: SessionId::new(env),
        auth_time: env.now(),
        amr: vec!["pwd".to_owned()],
        acr: "aal1".to_owned(),
        epoch: 1,
        client_id: "web".to_owned(),
    }
}

/// Signs an access token for a person, as identity does.
pub fn user_token(keys: &SigningKeys, env: &Env, user: &EndUser) -> String {
    let claims = Claims {
        iss: ISSUER.to_owned(),
        aud: AUDIENCE.to_owned(),
        sub: user.account_id,
        client_id: user.client_id.clone(),
        iat: env.now(),
        exp: env.now() + LIFETIME,
        jti: env.uuid_v4().to_string(),
        sid: user.session_id,
        auth_time: user.auth_time,
        amr: user.amr.clone(),
        acr: user.acr.clone(),
        epoch: user.epoch,
    };
    jwt::sign(&keys.current(), &claims)
}

/// Tells the public keys as identity would, without identity.
#[derive(Clone)]
pub struct FakeKeys {
    keys: SigningKeys,
}

impl FakeKeys {
    /// Tells the public halves of these keys.
    pub fn new(keys: SigningKeys) -> FakeKeys {
        FakeKeys { keys }
    }
}

impl KeySource for FakeKeys {
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>> {
        let keys = self.keys.public_keys().into_iter().collect();
        async { Ok(keys) }.boxed()
    }
}

/// Tells whether sessions live as identity would, without identity. All do until they are ended.
#[derive(Debug, Default)]
pub struct FakeSessions {
    ended: Mutex<HashSet<SessionId>>,
}

impl FakeSessions {
    /// Ends a session.
    pub fn end(&self, session: SessionId) {
        self.ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(session);
    }
}

impl SessionStatus for FakeSessions {
    fn is_active<'a>(
        &'a self,
        _token: &'a str,
        user: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>> {
        let ended = self
            .ended
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(&user.session_id);
        async move { Ok(!ended) }.boxed()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kabinet_access::TokenVerifier;
    use kabinet_env::manual::ManualClock;

    use super::{FakeKeys, FakeSessions, ISSUER, end_user, user_token};
    use crate::keys::signing_keys;

    #[tokio::test]
    async fn token_is_accepted_until_its_session_ends() {
        let (env, clock) = ManualClock::new(1);
        let sessions = Arc::new(FakeSessions::default());
        let keys = Arc::new(FakeKeys::new(signing_keys(1)));
        let verifier = TokenVerifier::new(ISSUER, keys, sessions.clone(), env.clone());
        let user = end_user(&env);
        let token = user_token(&signing_keys(1), &env, &user);
        assert!(verifier.verify(&token).await.is_ok());
        sessions.end(user.session_id);
        clock.advance(std::time::Duration::from_secs(2));
        assert!(verifier.verify(&token).await.is_err());
        let forged = user_token(&signing_keys(2), &env, &end_user(&env));
        assert!(verifier.verify(&forged).await.is_err());
    }
}
