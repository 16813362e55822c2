use std::fmt;
use std::time::Duration;

use crate::url::{InvalidUrl, parse_url};
use kabinet_config::Reader;
use secrecy::{ExposeSecret, SecretString};
use sqlx::postgres::PgConnectOptions;

const MAX_CONNECTIONS: u32 = 10;
const ACQUIRE_TIMEOUT_SECONDS: u64 = 2;
const STATEMENT_TIMEOUT_SECONDS: u64 = 5;
const LOCK_TIMEOUT_SECONDS: u64 = 2;

/// Where the database is and how much of it one process may use.
#[derive(Clone)]
pub struct DatabaseConfig {
    pub(crate) options: PgConnectOptions,
    pub(crate) max_connections: u32,
    pub(crate) acquire_timeout: Duration,
    pub(crate) statement_timeout: Duration,
    pub(crate) lock_timeout: Duration,
    migrate_url: SecretString,
}

impl DatabaseConfig {
    /// Reads the keys that begin with `database_`; what is wrong is reported by the reader.
    pub fn read(reader: &mut Reader<'_>) -> Self {
        let url = reader.secret("database_url");
        let migrate_url = reader.optional_secret("database_migrate_url");
        if let Some(url) = &migrate_url {
            options(reader, "database_migrate_url", url);
        }
        Self {
            options: options(reader, "database_url", &url),
            max_connections: reader.number("database_max_connections", MAX_CONNECTIONS, 1..=1_000),
            acquire_timeout: reader.duration_seconds(
                "database_acquire_timeout_seconds",
                ACQUIRE_TIMEOUT_SECONDS,
                1..=60,
            ),
            statement_timeout: reader.duration_seconds(
                "database_statement_timeout_seconds",
                STATEMENT_TIMEOUT_SECONDS,
                1..=600,
            ),
            lock_timeout: reader.duration_seconds(
                "database_lock_timeout_seconds",
                LOCK_TIMEOUT_SECONDS,
                1..=60,
            ),
            migrate_url: migrate_url.unwrap_or(url),
        }
    }

    /// Takes the URL of the app role and the default bounds.
    pub fn new(url: &SecretString) -> Result<Self, InvalidUrl> {
        Ok(Self {
            options: parse_url(url.expose_secret())?,
            max_connections: MAX_CONNECTIONS,
            acquire_timeout: Duration::from_secs(ACQUIRE_TIMEOUT_SECONDS),
            statement_timeout: Duration::from_secs(STATEMENT_TIMEOUT_SECONDS),
            lock_timeout: Duration::from_secs(LOCK_TIMEOUT_SECONDS),
            migrate_url: url.clone(),
        })
    }

    /// Returns the URL of the owner role, or the only URL there is.
    pub fn migrate_url(&self) -> &SecretString {
        &self.migrate_url
    }
}

/// Parses the URL; a wrong one is noted and replaced by one that nobody will use.
fn options(reader: &mut Reader<'_>, name: &str, url: &SecretString) -> PgConnectOptions {
    parse_url(url.expose_secret()).unwrap_or_else(|error| {
        // That a required key is absent is noted already.
        if !url.expose_secret().is_empty() {
            reader.problem(name, error.to_string());
        }
        PgConnectOptions::new_without_pgpass()
    })
}

// The connect options would print their password.
impl fmt::Debug for DatabaseConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DatabaseConfig")
            .field("host", &self.options.get_host())
            .field("database", &self.options.get_database())
            .field("max_connections", &self.max_connections)
            .field("acquire_timeout", &self.acquire_timeout)
            .field("statement_timeout", &self.statement_timeout)
            .field("lock_timeout", &self.lock_timeout)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use kabinet_config::Sources;

    use super::*;

    fn sources(pairs: &[(&str, &str)]) -> Sources {
        Sources::from_pairs(pairs.iter().map(|(key, value)| (*key, *value)))
    }

    fn problems(pairs: &[(&str, &str)]) -> Vec<String> {
        let sources = sources(pairs);
        DatabaseConfig::read(&mut sources.section("identity"));
        sources
            .problems()
            .into_iter()
            .map(|problem| problem.to_string())
            .collect()
    }

    #[test]
    fn urls_and_bounds_are_read() {
        let sources = sources(&[
            (
                "IDENTITY_DATABASE_URL",
                "postgres://identity_app@db:6432/kabinet",
            ),
            (
                "IDENTITY_DATABASE_MIGRATE_URL",
                "postgres://identity_owner@db/kabinet",
            ),
            ("IDENTITY_DATABASE_MAX_CONNECTIONS", "3"),
            ("IDENTITY_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "7"),
        ]);
        let config = DatabaseConfig::read(&mut sources.section("identity"));
        assert!(sources.problems().is_empty());
        assert_eq!(config.options.get_port(), 6432);
        assert_eq!(config.max_connections, 3);
        assert_eq!(config.acquire_timeout, Duration::from_secs(7));
        assert_eq!(config.statement_timeout, Duration::from_secs(5));
        assert_eq!(config.lock_timeout, Duration::from_secs(2));
        assert!(
            config
                .migrate_url()
                .expose_secret()
                .contains("identity_owner")
        );
    }

    #[test]
    fn absent_url_is_one_problem() {
        assert_eq!(problems(&[]).len(), 1);
    }

    #[test]
    fn url_of_something_else_is_a_problem_that_does_not_repeat_it() {
        for url in ["redis://:swordfish@db", "postgres://swordfish@db:port"] {
            let problems = problems(&[("IDENTITY_DATABASE_URL", url)]);
            assert_eq!(problems.len(), 1, "{url}");
            assert!(!problems[0].contains("swordfish"), "{problems:?}");
        }
    }

    #[test]
    fn debug_does_not_show_the_password() {
        let url = "postgres://identity_app:swordfish@db/kabinet".into();
        let shown = format!("{:?}", DatabaseConfig::new(&url).unwrap());
        assert!(!shown.contains("swordfish"), "{shown}");
    }
}
