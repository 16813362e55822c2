use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::server_user::ServerUser;

/// Marks the directories that this crate made somewhere else.
const ELSEWHERE_PREFIX: &str = "kabinet-";

/// Why a server's directory could not be made ready.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// It exists and belongs to somebody else.
    #[error(
        "{path} belongs to user {owner}, and the server runs as user {user}: remove it, or start as that user"
    )]
    Foreign {
        /// The directory.
        path: PathBuf,
        /// Who owns it.
        owner: u32,
        /// Who should.
        user: u32,
    },
    /// It exists, but moved to where the server's user cannot go.
    #[error("{path} cannot be used by user {user} who runs the server")]
    Unusable {
        /// The directory.
        path: PathBuf,
        /// Who should be able to.
        user: u32,
    },
    /// No place was found for it.
    #[error("no directory for the server: neither {path} nor any of {elsewhere:?}")]
    NoPlace {
        /// Where it should have been.
        path: PathBuf,
        /// What was tried then.
        elsewhere: Vec<PathBuf>,
    },
    /// The file system refused.
    #[error("cannot prepare {path}")]
    Io {
        /// The directory.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// Makes sure of a directory that only the server's user may enter, and returns its real path.
///
/// It is `path` itself where `fits` agrees, or a new directory under one of `elsewhere`; then
/// `path` is a symbolic link to it, by which the next start finds it again.
pub(crate) fn settle(
    path: &Path,
    user: ServerUser,
    fits: impl Fn(&Path) -> bool,
    elsewhere: &[PathBuf],
) -> Result<PathBuf, DirectoryError> {
    let failed = |source| DirectoryError::Io {
        path: path.to_owned(),
        source,
    };
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => match linked(path, user) {
            Some(target) => return Ok(target),
            None => fs::remove_file(path).map_err(failed)?,
        },
        Ok(found) if found.uid() != user.uid() => {
            return Err(DirectoryError::Foreign {
                path: path.to_owned(),
                owner: found.uid(),
                user: user.uid(),
            });
        }
        Ok(_) if !fits(path) => {
            return Err(DirectoryError::Unusable {
                path: path.to_owned(),
                user: user.uid(),
            });
        }
        Ok(_) => return fs::canonicalize(path).map_err(failed),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
    }
    if fits(path) {
        DirBuilder::new().mode(0o700).create(path).map_err(failed)?;
        user.take_over(path).map_err(failed)?;
        return fs::canonicalize(path).map_err(failed);
    }
    let target = elsewhere
        .iter()
        .find_map(|parent| create_under(parent, user))
        .ok_or_else(|| DirectoryError::NoPlace {
            path: path.to_owned(),
            elsewhere: elsewhere.to_vec(),
        })?;
    symlink(&target, path).map_err(failed)?;
    Ok(target)
}

/// Removes what `settle` made, and nothing where it made nothing.
pub(crate) fn discard(path: &Path, user: ServerUser) -> Result<(), DirectoryError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => linked(path, user)
            .map_or(Ok(()), fs::remove_dir_all)
            .and_then(|()| fs::remove_file(path)),
        Ok(_) => fs::remove_dir_all(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    };
    removed.map_err(|source| DirectoryError::Io {
        path: path.to_owned(),
        source,
    })
}

/// Follows a link that `settle` made. Any other link could name somebody's files.
fn linked(path: &Path, user: ServerUser) -> Option<PathBuf> {
    let target = fs::read_link(path).ok()?;
    let found = fs::symlink_metadata(&target).ok()?;
    let ours = target.file_name()?.to_str()?.starts_with(ELSEWHERE_PREFIX)
        && found.is_dir()
        && found.uid() == user.uid();
    ours.then_some(target)
}

/// Leaves the name to mktemp: in a directory that everybody writes to, a known one could be taken.
fn create_under(parent: &Path, user: ServerUser) -> Option<PathBuf> {
    let pattern = parent.join(format!("{ELSEWHERE_PREFIX}XXXXXXXXXX"));
    let output = Command::new("mktemp")
        .arg("-d")
        .arg(pattern)
        .output()
        .ok()?;
    let made = PathBuf::from(String::from_utf8(output.stdout).ok()?.trim_end());
    if !output.status.success() || user.take_over(&made).is_err() {
        return None;
    }
    user.can_enter(&made).then(|| fs::canonicalize(made).ok())?
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::{DirectoryError, discard, settle};
    use crate::server_user::ServerUser;

    fn user() -> ServerUser {
        ServerUser::choose(&["nobody"]).unwrap()
    }

    #[test]
    fn fitting_directory_is_private_and_found_again() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("server");
        let first = settle(&path, user(), |_| true, &[]).unwrap();
        assert_eq!(
            fs::metadata(&first).unwrap().permissions().mode() & 0o777,
            0o700
        );
        assert_eq!(settle(&path, user(), |_| true, &[]).unwrap(), first);
    }

    #[test]
    fn unfitting_directory_lies_elsewhere_and_is_found_again() {
        let parent = tempfile::tempdir().unwrap();
        let path = parent.path().join("server");
        let elsewhere = [std::env::temp_dir()];
        let first = settle(&path, user(), |_| false, &elsewhere).unwrap();
        assert!(first.starts_with(fs::canonicalize(std::env::temp_dir()).unwrap()));
        assert_eq!(settle(&path, user(), |_| false, &elsewhere).unwrap(), first);
        discard(&path, user()).unwrap();
        assert!(!first.exists() && fs::symlink_metadata(&path).is_err());
    }

    #[test]
    fn link_to_somebody_elses_directory_is_not_followed() {
        let parent = tempfile::tempdir().unwrap();
        let precious = parent.path().join("precious");
        fs::create_dir(&precious).unwrap();
        let path = parent.path().join("server");
        symlink(&precious, &path).unwrap();
        let settled = settle(&path, user(), |_| true, &[]).unwrap();
        assert_ne!(settled, precious);
        symlink(&precious, parent.path().join("other")).unwrap();
        discard(&parent.path().join("other"), user()).unwrap();
        assert!(precious.exists());
    }

    #[test]
    fn missing_place_is_an_error() {
        let parent = tempfile::tempdir().unwrap();
        let result = settle(&parent.path().join("server"), user(), |_| false, &[]);
        assert!(matches!(result, Err(DirectoryError::NoPlace { .. })));
    }
}
