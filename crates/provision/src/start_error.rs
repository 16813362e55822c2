use std::io;
use std::path::PathBuf;

use crate::directory::DirectoryError;
use crate::install::InstallError;

/// Why a server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The server is not installed.
    #[error(transparent)]
    Install(#[from] InstallError),
    /// The server's directory could not be made ready.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Another running process uses the directory.
    #[error("{0} is used by another running process")]
    InUse(PathBuf),
    /// What an earlier process left running does not end.
    #[error(transparent)]
    Stop(#[from] StopError),
    /// A program could not be run.
    #[error("cannot run {program}")]
    Run {
        /// The program.
        program: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The data directory could not be made.
    #[error("initdb failed:\n{0}")]
    Initdb(String),
    /// The data are of a version that is not installed any more.
    #[error(
        "{directory} holds data of PostgreSQL {version}, which is not installed: install it, or start over"
    )]
    OtherVersion {
        /// The data directory.
        directory: PathBuf,
        /// The major version that wrote it.
        version: String,
    },
    /// The server ended instead of starting.
    #[error("{program} did not start:\n{log}")]
    Ended {
        /// The server.
        program: &'static str,
        /// The end of its log.
        log: String,
    },
    /// The server runs but does not answer.
    #[error("{program} did not answer on {socket}")]
    Silent {
        /// The server.
        program: &'static str,
        /// Its socket.
        socket: PathBuf,
    },
}

/// A server that does not end.
#[derive(Debug, thiserror::Error)]
#[error("{program} (process {pid}) does not end")]
pub struct StopError {
    pub(crate) program: &'static str,
    pub(crate) pid: i32,
}
