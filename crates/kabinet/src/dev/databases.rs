//! PostgreSQL and Redis: private ones, or those that variables name.

mod roles;

use std::path::Path;

use anyhow::{Context as _, bail};
use kabinet_config::Sources;
use kabinet_provision::{Postgres, Redis};
use secrecy::SecretString;

use super::{Plan, Start};
use crate::terminal;

/// Variable that names an existing PostgreSQL: a role that may make roles and schemas.
const DATABASE_URL: &str = "DATABASE_URL";
/// Variable that names an existing Redis.
const REDIS_URL: &str = "REDIS_URL";

/// Databases that run.
pub(crate) struct Databases {
    postgres: PostgresSource,
    redis: RedisSource,
}

enum PostgresSource {
    Private(Postgres),
    Given(SecretString),
}

enum RedisSource {
    Private(Redis),
    Given(SecretString),
}

/// How services reach their databases.
pub(crate) struct DatabaseAccess {
    /// URL of each service's two roles: owner, then app.
    pub(crate) roles: Vec<ServiceUrls>,
    /// URL of Redis.
    pub(crate) redis: String,
}

/// URLs of one service.
pub(crate) struct ServiceUrls {
    pub(crate) service: &'static str,
    pub(crate) owner: String,
    pub(crate) app: String,
}

impl Databases {
    /// Starts what no variable names; installs it first where that needs no question.
    pub(crate) fn start(plan: &Plan) -> anyhow::Result<Self> {
        let variables = Sources::read(None)?;
        let given = |name: &str| -> anyhow::Result<Option<SecretString>> {
            match variables.variable(name) {
                Some(_) if plan.start == Start::Over => {
                    bail!(
                        "--fresh removes private data only, and {name} names a server that exists"
                    )
                }
                url => Ok(url.map(SecretString::from)),
            }
        };
        let postgres = match given(DATABASE_URL)? {
            Some(url) => PostgresSource::Given(url),
            None => PostgresSource::Private(start_postgres(plan)?),
        };
        let redis = match given(REDIS_URL)? {
            Some(url) => RedisSource::Given(url),
            None => RedisSource::Private(start_redis(plan)?),
        };
        Ok(Self { postgres, redis })
    }

    /// Makes database, roles and schemas where they are missing.
    pub(crate) async fn prepare(&self, keys: &Path) -> anyhow::Result<DatabaseAccess> {
        let roles = match &self.postgres {
            PostgresSource::Private(server) => roles::on_private(server).await,
            PostgresSource::Given(url) => roles::on_given(url, &keys.join("database")).await,
        };
        Ok(DatabaseAccess {
            roles: roles.context("preparing the database")?,
            redis: self.redis_url(),
        })
    }

    /// Stops the private servers.
    pub(crate) fn stop(self) -> anyhow::Result<()> {
        if let RedisSource::Private(server) = self.redis {
            server.stop()?;
        }
        if let PostgresSource::Private(server) = self.postgres {
            server.stop()?;
        }
        Ok(())
    }

    fn redis_url(&self) -> String {
        use secrecy::ExposeSecret as _;
        match &self.redis {
            RedisSource::Private(server) => server.url(),
            RedisSource::Given(url) => url.expose_secret().to_owned(),
        }
    }
}

fn start_postgres(plan: &Plan) -> anyhow::Result<Postgres> {
    terminal::progress("starting PostgreSQL");
    Ok(match plan.start {
        Start::WithEarlierData => Postgres::start(&plan.directory)?,
        Start::Over => Postgres::start_over(&plan.directory)?,
    })
}

fn start_redis(plan: &Plan) -> anyhow::Result<Redis> {
    terminal::progress("starting Redis");
    Ok(match plan.start {
        Start::WithEarlierData => Redis::start(&plan.directory)?,
        Start::Over => Redis::start_over(&plan.directory)?,
    })
}
