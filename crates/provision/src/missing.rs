use std::fmt;
use std::path::PathBuf;

use crate::platform::Platform;
use crate::version::Version;

/// A server that the suite needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// Postgres 13 or newer.
    Postgres,
    /// Redis 7 or newer: its Functions do not exist before.
    Redis,
}

impl Server {
    pub(crate) fn least_major(self) -> u32 {
        match self {
            Server::Postgres => 13,
            Server::Redis => 7,
        }
    }

    pub(crate) fn package(self) -> &'static str {
        match self {
            Server::Postgres => "postgresql",
            Server::Redis => "redis-server",
        }
    }

    fn requirement(self) -> &'static str {
        match self {
            Server::Postgres => "PostgreSQL 13 or newer is needed",
            Server::Redis => "Redis 7 or newer is needed (Functions do not exist before)",
        }
    }
}

/// A server that is not on this machine, with the command that installs it.
#[derive(Clone, Debug, thiserror::Error)]
pub struct Missing {
    /// What is missing.
    pub server: Server,
    /// The newest one found, where all that were found are too old.
    pub too_old: Option<(PathBuf, Version)>,
    /// What to type to install it.
    pub command: &'static str,
}

impl Missing {
    pub(crate) fn new(server: Server, too_old: Option<(PathBuf, Version)>) -> Missing {
        let platform = Platform::detect();
        let command = match too_old {
            None => install_command(platform, server),
            Some(_) => upgrade_command(platform, server),
        };
        Missing {
            server,
            too_old,
            command,
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let requirement = self.server.requirement();
        match &self.too_old {
            None => write!(f, "{requirement} and was not found")?,
            Some((path, version)) => {
                write!(
                    f,
                    "{requirement}, and {} is version {version}",
                    path.display()
                )?;
            }
        }
        write!(f, "; install it with:\n    {}", self.command)
    }
}

fn install_command(platform: Platform, server: Server) -> &'static str {
    match (platform, server) {
        (Platform::Apt, Server::Postgres) => {
            "sudo apt-get update && sudo apt-get install --yes postgresql"
        }
        (Platform::Apt, Server::Redis) => {
            "sudo apt-get update && sudo apt-get install --yes redis-server"
        }
        (Platform::Dnf, Server::Postgres) => {
            "sudo dnf install --assumeyes postgresql-server postgresql-contrib"
        }
        (Platform::Dnf, Server::Redis) => "sudo dnf install --assumeyes redis",
        (Platform::Homebrew, Server::Postgres) => "brew install postgresql@17",
        (Platform::Homebrew, Server::Redis) => "brew install redis",
        (Platform::Other, Server::Postgres) => {
            "(your package manager's command for PostgreSQL 13 or newer with its contrib modules)"
        }
        (Platform::Other, Server::Redis) => "(your package manager's command for Redis 7 or newer)",
    }
}

/// Where the system's own package is too old, the makers' repositories have a newer one.
fn upgrade_command(platform: Platform, server: Server) -> &'static str {
    match (platform, server) {
        (Platform::Apt, Server::Postgres) => {
            "sudo apt-get install --yes postgresql-common && \
             sudo /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y && \
             sudo apt-get install --yes postgresql"
        }
        (Platform::Apt, Server::Redis) => {
            "sudo apt-get install --yes curl gpg lsb-release && \
             curl -fsSL https://packages.redis.io/gpg | \
             sudo gpg --dearmor -o /usr/share/keyrings/redis-archive-keyring.gpg && \
             echo \"deb [signed-by=/usr/share/keyrings/redis-archive-keyring.gpg] \
             https://packages.redis.io/deb $(lsb_release -cs) main\" | \
             sudo tee /etc/apt/sources.list.d/redis.list && \
             sudo apt-get update && sudo apt-get install --yes redis"
        }
        (platform, server) => install_command(platform, server),
    }
}

#[cfg(test)]
mod tests {
    use super::{Missing, Server};
    use crate::version::Version;

    #[test]
    fn old_redis_is_named_with_the_reason() {
        let version = Version { major: 6, minor: 0 };
        let missing = Missing::new(
            Server::Redis,
            Some(("/usr/bin/redis-server".into(), version)),
        );
        let text = missing.to_string();
        assert!(
            text.contains("Redis 7 or newer is needed (Functions do not exist before)"),
            "{text}"
        );
        assert!(
            text.contains("/usr/bin/redis-server is version 6.0"),
            "{text}"
        );
    }

    #[test]
    fn absent_postgres_comes_with_a_command() {
        let text = Missing::new(Server::Postgres, None).to_string();
        assert!(
            text.starts_with("PostgreSQL 13 or newer is needed and was not found"),
            "{text}"
        );
        assert!(text.contains("install it with:\n    "), "{text}");
    }
}
