mod data;
mod settings;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;

use crate::durable::{self, Durable, Place};
use crate::ephemeral::{Ephemeral, Script};
use crate::escalation::Escalation;
use crate::footprint::Footprint;
use crate::install::ensure_postgres;
use crate::instance::Instance;
use crate::probe;
use crate::server_user::ServerUser;
use crate::start_error::{StartError, StopError};

const NAME: &str = "postgres";
const SOCKET: &str = ".s.PGSQL.5432";

/// INT rolls back what is open and shuts down; QUIT leaves recovery to the next start.
const ESCALATION: Escalation = &[
    (Signal::INT, Duration::from_secs(20)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(5)),
];

const SCRIPT: Script = Script {
    prepare: r#"mkdir "$directory/socket" && "$initdb" -D "$directory/data" $initdb_options"#,
    serve: r#""$postgres" -D "$directory/data" -c unix_socket_directories="$directory/socket" "$@""#,
};

/// A private Postgres server. Dropping it stops it.
#[derive(Debug)]
pub struct Postgres {
    instance: Instance,
    socket_directory: PathBuf,
}

impl Postgres {
    /// Starts a server whose data stay in `directory`, reusing what is there.
    pub fn start(directory: &Path) -> Result<Postgres, StartError> {
        ensure_postgres()?;
        let place = Place::take(directory, NAME, user()?)?;
        footprint(&place.home).stop(ESCALATION)?;
        let binaries = data::ensure(&place)?;
        let socket_directory = place.socket_directory(SOCKET)?;
        let mut arguments = vec![
            "-D".to_owned(),
            place.home.join("data").display().to_string(),
        ];
        arguments.extend(settings::durable(&socket_directory));
        let durable = Durable::spawn(place, NAME, &binaries.program(NAME), &arguments, ESCALATION)?;
        Postgres::ready(Instance::Durable(durable), socket_directory)
    }

    /// Starts a server after removing what an earlier one left in `directory`.
    pub fn start_over(directory: &Path) -> Result<Postgres, StartError> {
        Postgres::remove(directory)?;
        Postgres::start(directory)
    }

    /// Stops what a killed process left running in `directory` and removes its data.
    pub fn remove(directory: &Path) -> Result<(), StartError> {
        let footprint = footprint(&directory.join(NAME));
        durable::remove(directory, NAME, user()?, &footprint, ESCALATION)
    }

    /// Starts a server that ends, with its data, when this process does.
    pub fn ephemeral() -> Result<Postgres, StartError> {
        Postgres::ephemeral_with(settings::COMMITS_UNKEPT)
    }

    /// Starts an ephemeral server whose commits outlive a restart.
    pub fn ephemeral_with_log() -> Result<Postgres, StartError> {
        Postgres::ephemeral_with(settings::COMMITS_KEPT)
    }

    fn ephemeral_with(commits: &[&str]) -> Result<Postgres, StartError> {
        let binaries = ensure_postgres()?;
        let (initdb, postgres) = (binaries.program("initdb"), binaries.program(NAME));
        let options = settings::INITDB.join(" ");
        let variables = [
            ("initdb", initdb.as_path()),
            ("postgres", &postgres),
            ("initdb_options", options.as_ref()),
        ];
        let arguments = settings::ephemeral(&binaries, commits);
        let ephemeral = Ephemeral::spawn(user()?, SCRIPT, &variables, &arguments)?;
        let socket_directory = ephemeral.directory.join("socket");
        Postgres::ready(Instance::Ephemeral(ephemeral), socket_directory)
    }

    fn ready(instance: Instance, socket_directory: PathBuf) -> Result<Postgres, StartError> {
        let instance = instance.ready(NAME, &socket_directory.join(SOCKET), probe::postgres)?;
        Ok(Postgres {
            instance,
            socket_directory,
        })
    }

    /// Returns the URL of a database for a role, as sqlx and psql read it.
    pub fn url(&self, database: &str, role: &str) -> String {
        let directory = self
            .socket_directory
            .display()
            .to_string()
            .replace('/', "%2F");
        format!("postgres://{role}@{directory}:5432/{database}")
    }

    /// Returns the URL for the superuser, who makes roles and databases.
    pub fn admin_url(&self) -> String {
        self.url("postgres", "postgres")
    }

    /// Returns the directory of the server's socket, for `psql --host`.
    pub fn socket_directory(&self) -> &Path {
        &self.socket_directory
    }

    /// Stops an ephemeral server at once, as a crash would, and starts it again with its data.
    pub fn restart(self) -> Result<Postgres, StartError> {
        let Postgres {
            instance,
            socket_directory,
        } = self;
        let instance = instance.restart(NAME, &socket_directory.join(SOCKET), probe::postgres)?;
        Ok(Postgres {
            instance,
            socket_directory,
        })
    }

    /// Stops the server and tells whether it ended.
    pub fn stop(mut self) -> Result<(), StopError> {
        self.instance.stop()
    }
}

fn user() -> Result<ServerUser, StartError> {
    ServerUser::choose(&["postgres", "nobody"]).map_err(|source| StartError::Run {
        program: NAME.into(),
        source,
    })
}

fn footprint(home: &Path) -> Footprint {
    let data = home.join("data");
    Footprint {
        program: NAME,
        pid_file: data.join("postmaster.pid"),
        data,
    }
}
