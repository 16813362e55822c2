use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use kabinet_env::Env;
use zeroize::Zeroizing;

use crate::{Key, KeyId};

mod files;

pub use files::{GenerateError, LoadError, MAX_KEYS};

/// The live keys of one purpose; a clone shares them and sees their reload.
///
/// Loaded from a directory of files `<kid>.key`, each the base64url of 32 bytes without padding and
/// a newline. The lexicographically greatest kid is current; all of them open and verify.
#[derive(Clone, Debug)]
pub struct KeyRing {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    directory: Option<PathBuf>,
    keys: ArcSwap<Keys>,
}

/// At least one key, in the order of their ids.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Keys(BTreeMap<KeyId, Key>);

/// What a reload found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reload {
    /// The files hold the keys that are in use.
    Unchanged,
    /// Keys were added or removed.
    Changed,
}

impl KeyRing {
    /// Loads every key of the directory; hidden files are not looked at.
    pub fn load(directory: impl Into<PathBuf>) -> Result<Self, LoadError> {
        let directory = directory.into();
        let keys = files::load(&directory)?;
        Ok(Self::new(Some(directory), keys))
    }

    /// Makes a ring of one key that is in no file, for tests.
    ///
    /// # Panics
    /// When `kid` is not a key id.
    pub fn from_secret(kid: &str, secret: [u8; 32]) -> Self {
        let id: KeyId = kid.parse().expect("the test names its key with a key id");
        let key = Key::new(id.clone(), Zeroizing::new(secret));
        Self::new(None, Keys(BTreeMap::from([(id, key)])))
    }

    fn new(directory: Option<PathBuf>, keys: Keys) -> Self {
        Self {
            shared: Arc::new(Shared {
                directory,
                keys: ArcSwap::from_pointee(keys),
            }),
        }
    }

    /// Writes a new key file (mode 0600), and the directory (0700) where there is none.
    pub fn generate(directory: &Path, env: &Env, kid: &str) -> Result<(), GenerateError> {
        files::generate(directory, env, kid)
    }

    /// Reads the files again; when that fails, the keys in use stay in use.
    pub fn reload(&self) -> Result<Reload, LoadError> {
        let Some(directory) = &self.shared.directory else {
            return Ok(Reload::Unchanged);
        };
        let keys = files::load(directory)?;
        let in_use = self.keys();
        if keys == *in_use {
            return Ok(Reload::Unchanged);
        }
        files::refuse_replaced_secret(directory, &in_use, &keys)?;
        self.shared.keys.store(Arc::new(keys));
        Ok(Reload::Changed)
    }

    /// Reloads for ever, once an interval, and logs what changed or failed.
    pub async fn watch(self, env: Env, interval: Duration) {
        loop {
            env.sleep(interval).await;
            let ring = self.clone();
            match tokio::task::spawn_blocking(move || ring.reload()).await {
                Ok(Ok(Reload::Unchanged)) => {}
                Ok(Ok(Reload::Changed)) => {
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

    /// Returns the key that makes new things.
    pub fn current(&self) -> Key {
        self.keys().current().clone()
    }

    /// Returns the live key of that name.
    pub fn get(&self, kid: &str) -> Option<Key> {
        self.keys().0.get(kid).cloned()
    }

    /// Returns every live key, the current one first.
    pub fn all(&self) -> Vec<Key> {
        self.keys().newest_first().cloned().collect()
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.shared.keys.load_full()
    }
}

impl Keys {
    fn current(&self) -> &Key {
        self.newest_first()
            .next()
            .expect("a ring has at least one key")
    }

    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &Key> {
        self.0.values().rev()
    }
}

#[cfg(test)]
mod tests;
