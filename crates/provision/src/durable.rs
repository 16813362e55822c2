use std::fs::{self, File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::Child;

use rustix::process::Pid;

use crate::directory::{self, DirectoryError};
use crate::escalation::{Escalation, signal_until};
use crate::footprint::Footprint;
use crate::server_user::ServerUser;
use crate::socket_path;
use crate::start_error::{StartError, StopError};

/// Lets the server's user open the log: root must not follow a link in that user's directory.
const RUN: &str = r#"umask 077; log=$1; shift; exec "$@" >"$log" 2>&1"#;

/// A server's place on disk, locked for as long as this lives.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) home: PathBuf,
    pub(crate) user: ServerUser,
    _lock: File,
}

impl Place {
    /// Takes the place `<directory>/<name>`.
    pub(crate) fn take(
        directory: &Path,
        name: &str,
        user: ServerUser,
    ) -> Result<Place, StartError> {
        let lock = lock(directory, name)?;
        // The server's user looks from elsewhere.
        let directory = &fs::canonicalize(directory).map_err(|source| DirectoryError::Io {
            path: directory.to_owned(),
            source,
        })?;
        let enterable = |path: &Path| path.parent().is_some_and(|parent| user.can_enter(parent));
        // Not the temporary directory: it is emptied at times, and the data are meant to stay.
        let elsewhere = ["/var/lib", "/var/tmp"].map(PathBuf::from);
        let home = directory::settle(&directory.join(name), user, enterable, &elsewhere)?;
        Ok(Place {
            home,
            user,
            _lock: lock,
        })
    }

    /// Makes an empty directory for a socket named `file`.
    pub(crate) fn socket_directory(&self, file: &str) -> Result<PathBuf, StartError> {
        self.discard_socket_directory()?;
        let fits = |path: &Path| socket_path::fits(path, file);
        let elsewhere = [PathBuf::from("/tmp"), std::env::temp_dir()];
        Ok(directory::settle(
            &self.home.join("socket"),
            self.user,
            fits,
            &elsewhere,
        )?)
    }

    fn discard_socket_directory(&self) -> Result<(), DirectoryError> {
        directory::discard(&self.home.join("socket"), self.user)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.home.join("server.log")
    }

    /// Returns the end of the server's log.
    pub(crate) fn log_end(&self) -> String {
        let output = self
            .user
            .command("tail")
            .args(["-c", "2000"])
            .arg(self.log())
            .output();
        output
            .map(|it| String::from_utf8_lossy(&it.stdout).into_owned())
            .unwrap_or_default()
    }
}

/// Stops what runs in the place `<directory>/<name>` and removes it with everything in it.
pub(crate) fn remove(
    directory: &Path,
    name: &str,
    user: ServerUser,
    footprint: &Footprint,
    escalation: Escalation,
) -> Result<(), StartError> {
    let _lock = lock(directory, name)?;
    footprint.stop(escalation)?;
    let path = directory.join(name);
    directory::discard(&path.join("socket"), user)?;
    Ok(directory::discard(&path, user)?)
}

fn lock(directory: &Path, name: &str) -> Result<File, StartError> {
    let failed = |source| DirectoryError::Io {
        path: directory.to_owned(),
        source,
    };
    fs::create_dir_all(directory).map_err(failed)?;
    let path = directory.join(format!("{name}.lock"));
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(StartError::InUse(directory.to_owned())),
        Err(fs::TryLockError::Error(source)) => Err(failed(source).into()),
    }
}

/// A server that runs as a child of this process and outlives it only when this process is killed.
#[derive(Debug)]
pub(crate) struct Durable {
    child: Child,
    program: &'static str,
    escalation: Escalation,
    place: Place,
}

impl Durable {
    pub(crate) fn spawn(
        place: Place,
        program: &'static str,
        path: &Path,
        arguments: &[String],
        escalation: Escalation,
    ) -> Result<Durable, StartError> {
        let child = place
            .user
            .command("/bin/sh")
            .args(["-c", RUN, "sh"])
            .arg(place.log())
            .arg(path)
            .args(arguments)
            .spawn()
            .map_err(|source| StartError::Run {
                program: path.to_owned(),
                source,
            })?;
        Ok(Durable {
            child,
            program,
            escalation,
            place,
        })
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    pub(crate) fn log_end(&self) -> String {
        self.place.log_end()
    }

    pub(crate) fn stop(&mut self) -> Result<(), StopError> {
        if self.has_ended() {
            return Ok(());
        }
        let pid = Pid::from_child(&self.child);
        let failed = StopError {
            program: self.program,
            pid: pid.as_raw_pid(),
        };
        signal_until(pid, self.escalation, || self.has_ended()).ok_or(failed)?;
        // An empty directory that stays is replaced at the next start.
        let _ = self.place.discard_socket_directory();
        Ok(())
    }
}
