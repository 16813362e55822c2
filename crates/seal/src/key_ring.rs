use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use kabinet_env::Env;
use zeroize::Zeroizing;

use crate::{Key, KeyId};

mod files;
mod keys;
mod read;
mod watch;

pub use files::{GenerateError, LoadError, MAX_KEYS};
pub(crate) use keys::Keys;
use keys::{LiveKey, Standing};

/// How long a key stands before it makes anything: by then every replica has read it.
pub const KEY_SETTLE: Duration = Duration::from_mins(1);

/// The live keys of one purpose; a clone shares them and sees their reload.
///
/// Loaded from a directory of files `<kid>.key`, each the base64url of 32 bytes without padding and
/// a newline. All of them open and verify. The lexicographically greatest kid of those that have
/// stood for [`KEY_SETTLE`] is current; where none has, the greatest of all. A file `<kid>.retired`,
/// whatever it holds, retires that key, with its key file or without.
#[derive(Clone, Debug)]
pub struct KeyRing {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    directory: Option<PathBuf>,
    keys: ArcSwap<Keys>,
}

/// What a reload found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reload {
    /// The files hold the same keys as at the last reload, and the same one is current.
    Unchanged,
    /// Keys were added or retired, files vanished or came back, or another key is current.
    Changed {
        /// The keys whose files were there at the last reload; they stay in use.
        vanished: Vec<KeyId>,
    },
}

impl KeyRing {
    /// Loads every key of the directory; hidden files are not looked at.
    pub fn load(directory: impl Into<PathBuf>) -> Result<Self, LoadError> {
        let directory = directory.into();
        let found = files::load(&directory)?;
        let keys = Keys::new(found.keys).ok_or_else(|| LoadError::Empty {
            directory: directory.clone(),
        })?;
        Ok(Self::new(Some(directory), keys))
    }

    /// Makes a ring of one key that is in no file, for tests.
    ///
    /// # Panics
    /// When `kid` is not a key id.
    pub fn from_secret(kid: &str, secret: [u8; 32]) -> Self {
        let id: KeyId = kid.parse().expect("the test names its key with a key id");
        let live = LiveKey {
            key: Key::new(id.clone(), Zeroizing::new(secret)),
            standing: Standing::Settled,
        };
        let keys = Keys::new(BTreeMap::from([(id, live)])).expect("one key is enough");
        Self::new(None, keys)
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
    ///
    /// A new key opens and verifies at once, and becomes current in the first reload after it has
    /// settled. A key whose file has vanished stays, but makes nothing where a settled key has a
    /// file; it goes when it is retired.
    pub fn reload(&self, env: &Env) -> Result<Reload, LoadError> {
        let Some(directory) = &self.shared.directory else {
            return Ok(Reload::Unchanged);
        };
        let found = files::load(directory)?;
        let in_use = self.keys();
        if let Some(id) = in_use.replaced_in(&found.keys) {
            let path = files::path_of(directory, id);
            return Err(LoadError::Replaced { path });
        }
        let keys = in_use
            .then(found, env.now())
            .ok_or_else(|| LoadError::Empty {
                directory: directory.clone(),
            })?;
        if keys.count() > MAX_KEYS {
            return Err(LoadError::TooMany {
                directory: directory.clone(),
            });
        }
        let reload = if keys.are_those_of(&in_use) {
            Reload::Unchanged
        } else {
            Reload::Changed {
                vanished: keys.vanished_since(&in_use),
            }
        };
        if keys != *in_use {
            self.shared.keys.store(Arc::new(keys));
        }
        Ok(reload)
    }

    /// Returns the key that makes new things.
    pub fn current(&self) -> Key {
        self.keys().current().clone()
    }

    /// Returns the live key of that name.
    pub fn get(&self, kid: &str) -> Option<Key> {
        self.keys().get(kid).cloned()
    }

    /// Returns every live key, the current one first.
    pub fn all(&self) -> Vec<Key> {
        self.keys().current_first().cloned().collect()
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.shared.keys.load_full()
    }
}

#[cfg(test)]
mod tests;
