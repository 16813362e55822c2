//! The only place with Redis: records of codes, limits, and the functions that change both.

mod check;
mod get;
mod library;
mod put;
mod readiness;
mod reply;
mod reseed;
mod rules;
mod send;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kabinet_domain::Channel;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::io::tcp::TcpSettings;
use redis::{ErrorKind, IntoConnectionInfo as _, RedisError, ServerErrorKind};
use secrecy::{ExposeSecret, SecretString};

use crate::domain::{Message, Policies, Tag};

pub(crate) use check::{Candidate, Check, Checked};
pub(crate) use get::{Cancelled, Found};
pub(crate) use put::{New, Put};
pub(crate) use reseed::Seed;
pub(crate) use send::{Resend, Sent, Switch};

use reply::{Budget, Reply};
use rules::RuleBook;

/// Where Redis is and how long it may take.
#[derive(Clone, Debug)]
pub struct CodesConfig {
    /// URL, with a password where there is one.
    pub url: SecretString,
    /// What every key starts with, so that environments can share a server.
    pub key_prefix: String,
    /// How long one round trip may take.
    pub response_timeout: Duration,
    /// How long a call waits for counters that are built again.
    pub counters_wait: Duration,
}

/// Tells whether a text says where Redis is.
pub(crate) fn is_redis_url(text: &str) -> bool {
    text.into_connection_info().is_ok()
}

/// Why Redis gave no answer.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// It cannot be reached, or refuses to work now.
    #[error("redis does not answer")]
    Unavailable(#[source] RedisError),
    /// A function failed: a defect.
    #[error("a redis function failed")]
    Failed(#[source] RedisError),
    /// An answer is not of the form that the functions give.
    #[error("an answer of a redis function lacks its {0}")]
    Malformed(&'static str),
}

/// The records and limits in Redis.
#[derive(Clone)]
pub(crate) struct Codes {
    connection: ConnectionManager,
    prefix: String,
    rules: RuleBook,
    alarmed: Arc<Alarmed>,
}

/// Which budgets of the whole service were nearly used at the last message.
#[derive(Default)]
struct Alarmed {
    everybody: AtomicBool,
    known_subjects: AtomicBool,
}

impl Codes {
    /// Connects with the first call; nobody waits for Redis at the start.
    pub(crate) fn connect(config: &CodesConfig, policies: &Policies) -> Result<Self, Error> {
        let server = config.url.expose_secret().into_connection_info();
        // A host that is gone says nothing, and an answer that is late opens no new connection.
        let tcp = TcpSettings::default().set_user_timeout(2 * config.response_timeout);
        let server = server.map_err(Error::Failed)?.set_tcp_settings(tcp);
        let client = redis::Client::open(server).map_err(Error::Failed)?;
        let settings = ConnectionManagerConfig::new()
            .set_connection_timeout(Some(config.response_timeout))
            .set_response_timeout(Some(config.response_timeout))
            .set_number_of_retries(1);
        let connection =
            ConnectionManager::new_lazy_with_config(client, settings).map_err(Error::Failed)?;
        Ok(Self {
            connection,
            prefix: config.key_prefix.clone(),
            rules: RuleBook::new(policies),
            alarmed: Arc::default(),
        })
    }

    async fn call(
        &self,
        function: &'static str,
        keys: &[&str],
        arguments: &[&[u8]],
    ) -> Result<Reply, Error> {
        let mut command = redis::cmd("FCALL");
        command
            .arg(library::function(function))
            .arg(keys.len())
            .arg(keys)
            .arg(arguments);
        let mut connection = self.connection.clone();
        match command.query_async(&mut connection).await {
            Err(error) if is_unknown_function(&error) => {
                self.load().await?;
                command.query_async(&mut connection).await
            }
            answered => answered,
        }
        .map(Reply::new)
        .map_err(classify)
    }

    /// Loads the library; another process that was faster is as good.
    async fn load(&self) -> Result<(), Error> {
        let mut connection = self.connection.clone();
        let loaded = redis::cmd("FUNCTION")
            .arg("LOAD")
            .arg(library::source())
            .query_async::<String>(&mut connection)
            .await;
        match loaded {
            Err(error) if !detail(&error).contains("already exists") => Err(classify(error)),
            _ => Ok(()),
        }
    }

    /// Says once that the day's messages run out, and again after they were ample.
    fn watch_budget(&self, message: &Message, budget: Budget) {
        let (alarmed, of) = if message.known_subject {
            (&self.alarmed.known_subjects, "known subjects")
        } else {
            (&self.alarmed.everybody, "everybody")
        };
        let alarm = budget == Budget::NearlyUsed;
        if alarmed.swap(alarm, Ordering::Relaxed) != alarm && alarm {
            tracing::error!(of, "four fifths of the messages of a day are used");
        }
    }

    fn record(&self, subject: Tag, record: Tag) -> String {
        format!("{}v:{{{subject}}}:{record}", self.prefix)
    }

    fn failures(&self, subject: Tag) -> String {
        format!("{}fb:{{{subject}}}", self.prefix)
    }

    fn epoch(&self) -> String {
        format!("{}epoch", self.prefix)
    }
}

fn detail(error: &RedisError) -> &str {
    error.detail().unwrap_or_default()
}

fn is_unknown_function(error: &RedisError) -> bool {
    detail(error).contains("Function not found")
}

fn classify(error: RedisError) -> Error {
    let is_defect = matches!(
        error.kind(),
        ErrorKind::Parse
            | ErrorKind::UnexpectedReturnType
            | ErrorKind::Server(ServerErrorKind::ResponseError)
    );
    if is_defect {
        Error::Failed(error)
    } else {
        Error::Unavailable(error)
    }
}

/// The name by which the functions know a channel.
fn name(channel: Channel) -> &'static [u8] {
    channel.as_str().as_bytes()
}
