use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::Signal;

use crate::durable::{self, Durable, Place};
use crate::ephemeral::{Ephemeral, Script};
use crate::escalation::Escalation;
use crate::footprint::Footprint;
use crate::install::ensure_redis;
use crate::instance::Instance;
use crate::probe;
use crate::server_user::ServerUser;
use crate::start_error::{StartError, StopError};

const NAME: &str = "redis";
const PROGRAM: &str = "redis-server";
const SOCKET: &str = "redis.sock";

/// TERM writes what is to be kept and ends.
const ESCALATION: Escalation = &[
    (Signal::TERM, Duration::from_secs(20)),
    (Signal::KILL, Duration::from_secs(5)),
];

const SCRIPT: Script = Script {
    prepare: "mkdir \"$directory/data\"",
    serve: r#""$redis" --dir "$directory/data" --unixsocket "$directory/redis.sock" "$@""#,
};

/// No network port; a full memory is an error and never a silent loss.
const COMMON: &[&str] = &[
    "--port",
    "0",
    "--unixsocketperm",
    "700",
    "--daemonize",
    "no",
    "--maxmemory-policy",
    "noeviction",
    "--save",
    "",
];

/// A private Redis server. Dropping it stops it.
#[derive(Debug)]
pub struct Redis {
    instance: Instance,
    socket: PathBuf,
}

impl Redis {
    /// Starts a server whose data stay in `directory`, reusing what is there.
    pub fn start(directory: &Path) -> Result<Redis, StartError> {
        let binary = ensure_redis()?;
        let place = Place::take(directory, NAME, user()?)?;
        let footprint = footprint(&place.home);
        footprint.stop(ESCALATION)?;
        crate::directory::settle(&footprint.data, place.user, |_| true, &[])?;
        let socket = place.socket_directory(SOCKET)?.join(SOCKET);
        let own = [
            ["--dir", &footprint.data.display().to_string()],
            ["--pidfile", &footprint.pid_file.display().to_string()],
            ["--unixsocket", &socket.display().to_string()],
            ["--appendonly", "yes"],
            ["--appendfsync", "everysec"],
        ];
        let arguments: Vec<String> = COMMON
            .iter()
            .copied()
            .chain(own.concat())
            .map(str::to_owned)
            .collect();
        let durable = Durable::spawn(place, PROGRAM, &binary.path, &arguments, ESCALATION)?;
        Redis::ready(Instance::Durable(durable), socket)
    }

    /// Starts a server after removing what an earlier one left in `directory`.
    pub fn start_over(directory: &Path) -> Result<Redis, StartError> {
        Redis::remove(directory)?;
        Redis::start(directory)
    }

    /// Stops what a killed process left running in `directory` and removes its data.
    pub fn remove(directory: &Path) -> Result<(), StartError> {
        let footprint = footprint(&directory.join(NAME));
        durable::remove(directory, NAME, user()?, &footprint, ESCALATION)
    }

    /// Starts a server that ends, with its data, when this process does.
    pub fn ephemeral() -> Result<Redis, StartError> {
        Redis::ephemeral_with(&["--appendonly", "no"])
    }

    /// Starts an ephemeral server whose data outlive a restart.
    pub fn ephemeral_with_log() -> Result<Redis, StartError> {
        Redis::ephemeral_with(&["--appendonly", "yes", "--appendfsync", "no"])
    }

    fn ephemeral_with(own: &[&str]) -> Result<Redis, StartError> {
        let binary = ensure_redis()?;
        let arguments: Vec<String> = COMMON.iter().chain(own).map(|&it| it.to_owned()).collect();
        let ephemeral = Ephemeral::spawn(user()?, SCRIPT, &[("redis", &binary.path)], &arguments)?;
        let socket = ephemeral.directory.join(SOCKET);
        Redis::ready(Instance::Ephemeral(ephemeral), socket)
    }

    fn ready(instance: Instance, socket: PathBuf) -> Result<Redis, StartError> {
        let instance = instance.ready(PROGRAM, &socket, probe::redis)?;
        Ok(Redis { instance, socket })
    }

    /// Returns the server's URL.
    pub fn url(&self) -> String {
        format!("redis+unix://{}", self.socket.display())
    }

    /// Returns the server's socket, for `redis-cli -s`.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// Stops an ephemeral server and starts it again with what its log of writes holds.
    pub fn restart(self) -> Result<Redis, StartError> {
        let Redis { instance, socket } = self;
        let instance = instance.restart(PROGRAM, &socket, probe::redis)?;
        Ok(Redis { instance, socket })
    }

    /// Stops the server and tells whether it ended.
    pub fn stop(mut self) -> Result<(), StopError> {
        self.instance.stop()
    }
}

fn user() -> Result<ServerUser, StartError> {
    ServerUser::choose(&["redis", "nobody"]).map_err(|source| StartError::Run {
        program: PROGRAM.into(),
        source,
    })
}

fn footprint(home: &Path) -> Footprint {
    Footprint {
        program: PROGRAM,
        data: home.join("data"),
        pid_file: home.join("redis.pid"),
    }
}
