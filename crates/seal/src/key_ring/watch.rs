use std::time::Duration;

use kabinet_env::Env;
use tokio_util::sync::CancellationToken;

use super::{KeyRing, Reload};

/// How often key files are looked at again.
pub(super) const RELOAD_INTERVAL: Duration = Duration::from_secs(10);

impl KeyRing {
    /// Looks at the key files every ten seconds until the token is cancelled.
    ///
    /// What changed or failed is logged.
    pub async fn watch(self, env: Env, token: CancellationToken) {
        tokio::select! {
            () = self.reload_for_ever(env) => {}
            () = token.cancelled() => {}
        }
    }

    async fn reload_for_ever(self, env: Env) {
        loop {
            env.sleep(RELOAD_INTERVAL).await;
            let (ring, clock) = (self.clone(), env.clone());
            match tokio::task::spawn_blocking(move || ring.reload(&clock)).await {
                Ok(Ok(Reload::Unchanged)) => {}
                Ok(Ok(Reload::Changed { vanished })) => {
                    for id in vanished {
                        tracing::warn!(
                            key.id = %id,
                            "a key file has vanished, its key stays until it is retired or the process ends"
                        );
                    }
                    tracing::info!(key.id = %self.current().kid(), "keys reloaded");
                }
                Ok(Err(error)) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(error, "keys not reloaded, the last good ones stay in use");
                }
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::error!(error, "reloading keys failed");
                }
            }
        }
    }
}
