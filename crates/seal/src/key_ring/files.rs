use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use data_encoding::BASE64URL_NOPAD;
use kabinet_env::Env;
use thiserror::Error;
use time::OffsetDateTime;
use zeroize::Zeroizing;

use super::{KEY_SETTLE, LiveKey, Standing};
use crate::{Key, KeyId, ParseKeyIdError};

/// Most keys of one ring, and most retired ones in its directory.
///
/// Rows are not rewritten, so a rotation a year fills it in a generation. Each key makes every lookup
/// by a blind index wider by one, and an unknown refresh token dearer by 32 derivations.
pub const MAX_KEYS: usize = 32;

const EXTENSION: &str = ".key";
const RETIRED: &str = ".retired";
const SECRET_TEXT_LENGTH: usize = 43;
const WORLD_WRITABLE: u32 = 0o002;

/// Tells why keys could not be loaded; no variant holds anything of a file's content.
#[derive(Debug, Error)]
pub enum LoadError {
    /// The directory cannot be read.
    #[error("the key directory {} cannot be read", directory.display())]
    Directory {
        /// The directory of the ring.
        directory: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// There is no key, or all are retired, so that there would be no current one.
    #[error("the key directory {} holds no key that is not retired", directory.display())]
    Empty {
        /// The directory of the ring.
        directory: PathBuf,
    },
    /// There are more keys than a ring is made for.
    #[error("the key directory {} holds more than {MAX_KEYS} keys, those in use that vanished from it included, or more than {MAX_KEYS} retired ones", directory.display())]
    TooMany {
        /// The directory of the ring.
        directory: PathBuf,
    },
    /// A file is not named as a key, which may be a key that was misnamed.
    #[error("{} is not named <kid>{EXTENSION} or <kid>{RETIRED}, where a kid has lower-case letters, digits and hyphens", path.display())]
    Name {
        /// The file.
        path: PathBuf,
    },
    /// A key file cannot be read.
    #[error("the key file {} cannot be read", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Any local user could replace the key.
    #[error("the key file {} can be written by everybody", path.display())]
    WorldWritable {
        /// The file.
        path: PathBuf,
    },
    /// The file does not hold a key.
    #[error("the key file {} is not 32 bytes in base64url without padding", path.display())]
    Content {
        /// The file.
        path: PathBuf,
    },
    /// A live key has another secret than before; what it made could never be opened again.
    #[error("the key file {} holds another secret than the key of that name in use", path.display())]
    Replaced {
        /// The file.
        path: PathBuf,
    },
}

/// Tells why a key could not be generated.
#[derive(Debug, Error)]
pub enum GenerateError {
    /// The name is not a key id.
    #[error("the key cannot be named so")]
    Name(#[from] ParseKeyIdError),
    /// There is a key of that name already.
    #[error("the key file {} exists", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file cannot be written.
    #[error("the key file {} cannot be written", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What a directory says of its keys.
#[derive(Debug)]
pub(super) struct Found {
    /// Those that are not retired.
    pub(super) keys: BTreeMap<KeyId, LiveKey>,
    /// Those that nothing needs any more, whether or not their key files are still there.
    pub(super) retired: BTreeSet<KeyId>,
}

/// Reads every key of the directory that is not retired.
pub(super) fn load(directory: &Path) -> Result<Found, LoadError> {
    let Named { mut keys, retired } = list(directory)?;
    keys.retain(|id| !retired.contains(id));
    if keys.len().max(retired.len()) > MAX_KEYS {
        return Err(LoadError::TooMany {
            directory: directory.into(),
        });
    }
    let with_secret = |id: KeyId| -> Result<(KeyId, LiveKey), LoadError> {
        let live = read(&path_of(directory, &id), id.clone())?;
        Ok((id, live))
    };
    let keys = keys
        .into_iter()
        .map(with_secret)
        .collect::<Result<_, _>>()?;
    Ok(Found { keys, retired })
}

/// The key ids that files are named with.
#[derive(Default)]
struct Named {
    keys: BTreeSet<KeyId>,
    retired: BTreeSet<KeyId>,
}

fn list(directory: &Path) -> Result<Named, LoadError> {
    let unreadable = |source| LoadError::Directory {
        directory: directory.into(),
        source,
    };
    let mut named = Named::default();
    for entry in fs::read_dir(directory).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // Kubernetes mounts a secret beside hidden directories of its own.
        if name.starts_with('.') {
            continue;
        }
        if let Some(id) = kid(&name, EXTENSION) {
            named.keys.insert(id);
        } else if let Some(id) = kid(&name, RETIRED) {
            named.retired.insert(id);
        } else {
            return Err(LoadError::Name { path });
        }
    }
    Ok(named)
}

fn kid(name: &str, extension: &str) -> Option<KeyId> {
    name.strip_suffix(extension)?.parse().ok()
}

/// Accepts files that others may read, as mounted secrets often are: only the orchestrator knows
/// who shares the mount. Nobody else may write them.
fn read(path: &Path, id: KeyId) -> Result<LiveKey, LoadError> {
    let unreadable = |source| LoadError::Read {
        path: path.into(),
        source,
    };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if metadata.permissions().mode() & WORLD_WRITABLE != 0 {
        return Err(LoadError::WorldWritable { path: path.into() });
    }
    let standing = standing(metadata.modified().map_err(unreadable)?.into());
    // One byte for the newline and one to notice that there is more. Never grows, so that no
    // copy of the secret is left behind in freed memory.
    let mut text = Zeroizing::new(Vec::with_capacity(SECRET_TEXT_LENGTH + 2));
    file.take(SECRET_TEXT_LENGTH as u64 + 2)
        .read_to_end(&mut text)
        .map_err(unreadable)?;
    let secret = decode(text.strip_suffix(b"\n").unwrap_or(&text))
        .ok_or_else(|| LoadError::Content { path: path.into() })?;
    Ok(LiveKey {
        key: Key::new(id, secret),
        standing,
    })
}

/// Asks the system's clock, whatever clock the service has: files are dated with no other.
fn standing(modify_time: OffsetDateTime) -> Standing {
    if Env::system().now() - modify_time < KEY_SETTLE {
        Standing::Young
    } else {
        Standing::Settled
    }
}

fn decode(text: &[u8]) -> Option<Zeroizing<[u8; 32]>> {
    if text.len() != SECRET_TEXT_LENGTH {
        return None;
    }
    let mut secret = Zeroizing::new([0; 32]);
    BASE64URL_NOPAD
        .decode_mut(text, secret.as_mut_slice())
        .ok()?;
    Some(secret)
}

pub(super) fn generate(directory: &Path, env: &Env, kid: &str) -> Result<(), GenerateError> {
    let id: KeyId = kid.parse()?;
    let path = path_of(directory, &id);
    let secret = Zeroizing::new(env.bytes::<32>());
    let mut text = Zeroizing::new(BASE64URL_NOPAD.encode(secret.as_slice()));
    text.push('\n');
    write_once(directory, &path, &id, text.as_bytes()).map_err(|source| {
        if source.kind() == io::ErrorKind::AlreadyExists {
            GenerateError::Exists { path }
        } else {
            GenerateError::Write { path, source }
        }
    })
}

/// Links the finished file to its name, so that no reader and no crash ever sees half a key.
fn write_once(directory: &Path, path: &Path, id: &KeyId, text: &[u8]) -> io::Result<()> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(directory)?;
    let unfinished = directory.join(format!(".{id}.unfinished"));
    if let Err(error) = fs::remove_file(&unfinished)
        && error.kind() != io::ErrorKind::NotFound
    {
        return Err(error);
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(text)?;
    file.sync_all()?;
    let linked = fs::hard_link(&unfinished, path);
    fs::remove_file(&unfinished)?;
    linked?;
    File::open(directory)?.sync_all()
}

pub(super) fn path_of(directory: &Path, id: &KeyId) -> PathBuf {
    directory.join(format!("{id}{EXTENSION}"))
}
