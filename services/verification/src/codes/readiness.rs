use super::{Codes, Error, classify, library};

const REQUIRED_POLICY: &str = "noeviction";

/// Why Redis cannot be trusted with counters yet.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotReady {
    /// It does not answer.
    #[error("redis cannot be asked for its maxmemory-policy")]
    Silent(#[source] Error),
    /// It may evict keys, and whoever fills it would flush the counters.
    #[error("redis must have maxmemory-policy noeviction, it has {0:?}")]
    Evicts(String),
    /// It does not take the functions.
    #[error("redis does not take the functions; it must be version 7 or newer")]
    Functions(#[source] Error),
}

impl Codes {
    /// Checks that Redis never evicts a key and has the functions.
    pub(crate) async fn ready(&self) -> Result<(), NotReady> {
        self.never_evicts().await?;
        self.has_functions().await.map_err(NotReady::Functions)
    }

    async fn has_functions(&self) -> Result<(), Error> {
        let mut connection = self.connection.clone();
        let mut list = redis::cmd("FUNCTION");
        list.arg("LIST").arg("LIBRARYNAME").arg(library::name());
        let found: Vec<redis::Value> = list.query_async(&mut connection).await.map_err(classify)?;
        if found.is_empty() {
            self.load().await?;
        }
        Ok(())
    }

    /// INFO is asked because hosted servers hide CONFIG.
    async fn never_evicts(&self) -> Result<(), NotReady> {
        let mut connection = self.connection.clone();
        let memory: String = redis::cmd("INFO")
            .arg("memory")
            .query_async(&mut connection)
            .await
            .map_err(|error| NotReady::Silent(classify(error)))?;
        let policy = memory
            .lines()
            .find_map(|line| line.strip_prefix("maxmemory_policy:"))
            .unwrap_or_default()
            .trim();
        if policy == REQUIRED_POLICY {
            Ok(())
        } else {
            Err(NotReady::Evicts(policy.to_owned()))
        }
    }
}
