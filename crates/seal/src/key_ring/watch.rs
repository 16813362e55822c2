use std::time::Duration;

use kabinet_env::Env;
use tokio_util::sync::CancellationToken;

use super::{KeyRing, Reload};

impl KeyRing {
    /// Reloads for ever, once an interval, and logs what changed or failed.
    pub async fn watch(self, env: Env, interval: Duration) {
        loop {
            env.sleep(interval).await;
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

    /// Reloads like [`KeyRing::watch`] until the token is cancelled.
    pub async fn watch_until(self, env: Env, interval: Duration, token: CancellationToken) {
        tokio::select! {
            () = self.watch(env, interval) => {}
            () = token.cancelled() => {}
        }
    }
}
