use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret as _;
use tokio::time::Instant;

use super::{Security, SmtpConfig};
use crate::delivery::provider::SubmitError;

/// How long an unused connection is kept: less than servers wait (RFC 5321, 4.5.3.2.7).
const MAX_IDLE: Duration = Duration::from_mins(1);

/// Connections to the mail server that wait for a message.
pub(super) struct Connections {
    config: SmtpConfig,
    security: Protection,
    hello: ClientId,
    idle: Mutex<Vec<Idle>>,
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

enum Protection {
    StartTls(TlsParameters),
    Tls(TlsParameters),
    None,
}

impl Connections {
    pub(super) fn new(config: &SmtpConfig) -> Result<Self, Error> {
        let parameters = || TlsParameters::new(config.host.clone());
        Ok(Self {
            security: match config.security {
                Security::StartTls => Protection::StartTls(parameters()?),
                Security::Tls => Protection::Tls(parameters()?),
                Security::None => Protection::None,
            },
            config: config.clone(),
            hello: ClientId::default(),
            idle: Mutex::default(),
        })
    }

    /// Returns a connection that answers, a new one when none waits.
    pub(super) async fn take(&self) -> Result<AsyncSmtpConnection, SubmitError> {
        while let Some(mut connection) = self.waiting() {
            if connection.test_connected().await {
                return Ok(connection);
            }
        }
        // What a server refuses before it knows the message is not the message's fault.
        self.connect().await.map_err(|error| {
            SubmitError::Temporary(match error.status() {
                Some(_) => "mail_server_refuses",
                None => "mail_server_unreachable",
            })
        })
    }

    /// Keeps a connection for the next message.
    pub(super) fn put(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let most = usize::try_from(self.config.connections).unwrap_or(usize::MAX);
        if idle.len() < most {
            let since = Instant::now();
            idle.push(Idle { connection, since });
        }
    }

    fn waiting(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.retain(|idle| idle.since.elapsed() < MAX_IDLE);
        idle.pop().map(|idle| idle.connection)
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let wrapper = match &self.security {
            Protection::Tls(parameters) => Some(parameters.clone()),
            Protection::StartTls(_) | Protection::None => None,
        };
        let server = (self.config.host.as_str(), self.config.port);
        let timeout = Some(self.config.timeout);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, timeout, &self.hello, wrapper, None)
                .await?;
        if let Protection::StartTls(parameters) = &self.security {
            connection.starttls(parameters.clone(), &self.hello).await?;
        }
        if let Some((user, password)) = &self.config.credentials {
            let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }
}
