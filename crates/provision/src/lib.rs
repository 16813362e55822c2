//! Private Postgres and Redis servers for development and tests.
//!
//! Owns: finding the servers' programs (Postgres 13 or newer, Redis 7 or newer), installing them
//! where that needs no question, and running instances that nobody else reaches: on unix sockets
//! in directories that only the server's user (and root) may enter.
//!
//! Two lives:
//! - *durable* (`start`), for `kabinet dev`: the data stays in the given directory and is reused.
//!   What a kill -9 left running is found by its pid file and stopped at the next start, but only
//!   if the process really is that server with that data directory.
//! - *ephemeral* (`ephemeral`), for tests: a supervising shell holds the read end of a pipe from
//!   this process. When the process ends, however it ends, the pipe closes, the shell stops the
//!   server and removes the directory.
//!
//! Root cannot run Postgres, so root's servers run as `postgres` and `redis` (or `nobody`).
//! Where that user cannot enter the given directory, the server's directory lies under `/var/lib`
//! (or `/var/tmp`) and the given directory holds a symbolic link to it. Sockets whose path would
//! be too long lie in the temporary directory in the same way.
//!
//! Never: touches a server it did not start, listens on a network address, keeps a password (the
//! socket's directory is the lock). Calls block: from async code use `spawn_blocking`.

mod directory;
mod durable;
mod ephemeral;
mod escalation;
mod find;
mod footprint;
mod install;
mod instance;
mod missing;
mod platform;
mod postgres;
mod probe;
mod redis;
mod server_user;
mod socket_path;
mod start_error;
mod version;

pub use self::directory::DirectoryError;
pub use self::find::{PostgresBinaries, RedisBinary, find_postgres, find_redis};
pub use self::install::{InstallError, install_missing};
pub use self::missing::{Missing, Server};
pub use self::postgres::Postgres;
pub use self::redis::Redis;
pub use self::start_error::{StartError, StopError};
pub use self::version::Version;
