mod apt;

use std::fs::{File, OpenOptions};
use std::io::{self, Write};

use rustix::process::geteuid;

use crate::find::{PostgresBinaries, RedisBinary, find_postgres, find_redis};
use crate::missing::Missing;
use crate::platform::Platform;

/// Only root can write here, so nobody can put a link in the way.
const LOCK: &str = "/run/kabinet-install.lock";

/// Why a missing server could not be installed.
#[derive(Debug, thiserror::Error)]
pub enum InstallError {
    /// This machine or user needs a person to install it.
    #[error(transparent)]
    Missing(#[from] Missing),
    /// The lock against two installations at once failed.
    #[error("cannot lock {LOCK}")]
    Lock(#[source] io::Error),
    /// The services' start could not be held back during the installation.
    #[error("cannot write {path}", path = apt::POLICY)]
    Policy(#[source] io::Error),
    /// apt-get could not be run.
    #[error("cannot run apt-get")]
    Run(#[source] io::Error),
    /// apt-get ended with an error.
    #[error("`apt-get {arguments}` failed:\n{output}")]
    AptGet {
        /// What was asked of it.
        arguments: String,
        /// The end of what it printed.
        output: String,
    },
}

/// Installs Postgres and Redis where they are missing and that needs no question.
///
/// As root on Debian or Ubuntu that is apt-get; its progress is told on standard error.
/// Everywhere else the error carries the command to type.
pub fn install_missing() -> Result<(PostgresBinaries, RedisBinary), InstallError> {
    Ok((ensure_postgres()?, ensure_redis()?))
}

pub(crate) fn ensure_postgres() -> Result<PostgresBinaries, InstallError> {
    ensure(find_postgres)
}

pub(crate) fn ensure_redis() -> Result<RedisBinary, InstallError> {
    ensure(find_redis)
}

fn ensure<T>(find: fn() -> Result<T, Missing>) -> Result<T, InstallError> {
    let missing = match find() {
        Ok(found) => return Ok(found),
        Err(missing) => missing,
    };
    // apt-get has nothing newer than what it installed before.
    if missing.too_old.is_some() || !geteuid().is_root() || Platform::detect() != Platform::Apt {
        return Err(missing.into());
    }
    let _lock = lock().map_err(InstallError::Lock)?;
    // Somebody may have installed it while this process waited.
    if let Ok(found) = find() {
        return Ok(found);
    }
    let package = missing.server.package();
    tell(&format!(
        "installing {package} with apt-get (this happens once)"
    ));
    apt::install(package)?;
    tell(&format!("installed {package}"));
    Ok(find()?)
}

fn lock() -> io::Result<File> {
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(LOCK)?;
    file.lock()?;
    Ok(file)
}

fn tell(line: &str) {
    // Nobody reading is no reason to stop.
    let _ = writeln!(io::stderr(), "{line}");
}
