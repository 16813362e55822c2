use super::{Codes, Error, classify};

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
}

impl Codes {
    /// Checks that Redis never evicts a key. INFO is asked because hosted servers hide CONFIG.
    pub(crate) async fn ready(&self) -> Result<(), NotReady> {
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
