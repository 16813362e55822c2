mod candidates;

use std::path::{Path, PathBuf};

use crate::missing::{Missing, Server};
use crate::server_user::ServerUser;
use crate::version::Version;

/// The programs of one Postgres installation.
#[derive(Clone, Debug)]
pub struct PostgresBinaries {
    /// The directory with `postgres` and `initdb`.
    pub directory: PathBuf,
    /// What `postgres --version` says.
    pub version: Version,
}

impl PostgresBinaries {
    /// Returns the path of one program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.directory.join(name)
    }

    /// Tells whether the installation has a loadable module, such as `pg_stat_statements`.
    pub fn has_module(&self, name: &str) -> bool {
        // Debian and RPM, Homebrew, Homebrew's versioned kegs.
        ["../lib", "../lib/postgresql"]
            .iter()
            .flat_map(|library| ["so", "dylib"].map(|ending| format!("{library}/{name}.{ending}")))
            .any(|module| self.directory.join(module).exists())
    }
}

/// The program of one Redis installation.
#[derive(Clone, Debug)]
pub struct RedisBinary {
    /// The path of `redis-server`.
    pub path: PathBuf,
    /// What `redis-server --version` says.
    pub version: Version,
}

/// Finds the newest Postgres, at least 13.
pub fn find_postgres() -> Result<PostgresBinaries, Missing> {
    let newest = installed_postgres().into_iter().max_by_key(|it| it.version);
    match newest {
        Some(found) if found.version.major >= Server::Postgres.least_major() => Ok(found),
        Some(old) => Err(Missing::new(
            Server::Postgres,
            Some((old.program("postgres"), old.version)),
        )),
        None => Err(Missing::new(Server::Postgres, None)),
    }
}

/// Finds the newest Redis, at least 7.
pub fn find_redis() -> Result<RedisBinary, Missing> {
    let newest = installed_redis().into_iter().max_by_key(|it| it.version);
    match newest {
        Some(found) if found.version.major >= Server::Redis.least_major() => Ok(found),
        Some(old) => Err(Missing::new(Server::Redis, Some((old.path, old.version)))),
        None => Err(Missing::new(Server::Redis, None)),
    }
}

/// Lists every Postgres that has both a server and `initdb`.
pub(crate) fn installed_postgres() -> Vec<PostgresBinaries> {
    candidates::postgres_directories()
        .into_iter()
        .filter(|directory| directory.join("initdb").exists())
        .filter_map(|directory| {
            let version = version(&directory.join("postgres"), "(PostgreSQL) ")?;
            Some(PostgresBinaries { directory, version })
        })
        .collect()
}

fn installed_redis() -> Vec<RedisBinary> {
    candidates::redis_programs()
        .into_iter()
        .filter_map(|path| {
            let version = version(&path, " v=")?;
            Some(RedisBinary { path, version })
        })
        .collect()
}

/// Asks as an unprivileged user: a program that it cannot run is not found.
fn version(program: &Path, marker: &str) -> Option<Version> {
    if !program.exists() {
        return None;
    }
    let user = ServerUser::choose(&["nobody"]).ok()?;
    let output = user.command(program).arg("--version").output().ok()?;
    Version::after(marker, &String::from_utf8_lossy(&output.stdout))
}
