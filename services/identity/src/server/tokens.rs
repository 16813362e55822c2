use std::sync::Arc;

use futures::future::BoxFuture;
use kabinet_access::{EndUser, KeySource, PublicKeys, SessionStatus, Unavailable};
use kabinet_env::Env;
use sqlx::PgPool;

use crate::store;
use crate::vault::Vault;

/// Answers the verifier of this service's own RPCs from its own keys and store.
pub(super) struct OwnTokens {
    pool: PgPool,
    vault: Arc<Vault>,
    env: Env,
}

impl OwnTokens {
    pub(super) fn new(pool: PgPool, vault: Arc<Vault>, env: Env) -> Self {
        Self { pool, vault, env }
    }

    async fn is_live(&self, user: &EndUser) -> Result<bool, store::Error> {
        let mut connection = self.pool.acquire().await?;
        let now = self.env.now();
        let (account, session) = (user.account_id, user.session_id);
        store::session::is_live(&mut connection, account, session, user.epoch, now).await
    }
}

impl KeySource for OwnTokens {
    fn public_keys(&self) -> BoxFuture<'_, Result<PublicKeys, Unavailable>> {
        Box::pin(async { Ok(self.vault.public_keys()) })
    }
}

impl SessionStatus for OwnTokens {
    fn is_active<'a>(
        &'a self,
        _: &'a str,
        user: &'a EndUser,
    ) -> BoxFuture<'a, Result<bool, Unavailable>> {
        Box::pin(async move { self.is_live(user).await.map_err(Unavailable::new) })
    }
}
