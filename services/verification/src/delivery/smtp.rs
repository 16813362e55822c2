//! E-mail by SMTP.

mod connections;
mod hand_over;
mod header;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kabinet_domain::EmailAddress;
use kabinet_env::Env;
use lettre::Address;
use lettre::message::{Mailbox, Message, MultiPart};
use secrecy::SecretString;
use tokio::time::{Instant, timeout_at};

use super::provider::SubmitError;
use connections::Connections;
use header::{AutoSubmitted, IdempotencyKey};

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// STARTTLS or nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In clear: to loopback only.
    None,
}

/// The mail server and the sender.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// User name and password, where the server wants them.
    pub credentials: Option<(String, SecretString)>,
    /// Sender's address.
    pub from_address: String,
    /// Sender's name.
    pub from_name: String,
    /// How long one hand-over may take, connecting included.
    pub timeout: Duration,
    /// Connections that are kept.
    pub connections: u32,
}

/// Why the transport cannot be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum SmtpSetupError {
    /// The host cannot be a TLS server name.
    #[error("the mail server's name does not fit TLS")]
    Host(#[source] lettre::transport::smtp::Error),
    /// The sender is no address.
    #[error("the sender is not an e-mail address")]
    From(#[source] lettre::address::AddressError),
}

/// Hands e-mails to one server.
#[derive(Clone)]
pub(crate) struct SmtpTransport {
    connections: Arc<Connections>,
    from: Mailbox,
    env: Env,
    timeout: Duration,
}

impl SmtpTransport {
    /// Makes a transport that connects with the first message.
    pub(crate) fn new(config: &SmtpConfig, env: Env) -> Result<Self, SmtpSetupError> {
        let connections = Connections::new(config).map_err(SmtpSetupError::Host)?;
        let from: Address = config.from_address.parse().map_err(SmtpSetupError::From)?;
        Ok(Self {
            connections: Arc::new(connections),
            from: Mailbox::new(Some(config.from_name.clone()), from),
            env,
            timeout: config.timeout,
        })
    }

    /// Returns how long one hand-over takes at most.
    pub(super) fn bound(&self) -> Duration {
        self.timeout
    }

    pub(super) async fn send(
        &self,
        to: &EmailAddress,
        subject: String,
        text: String,
        html: String,
        idempotency_key: &str,
    ) -> Result<(), SubmitError> {
        let to = Address::new(to.local_part(), to.domain())
            .map_err(|_| SubmitError::Permanent("address_unacceptable"))?;
        let message_id = format!("<{idempotency_key}@{}>", self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to.clone()))
            .subject(subject)
            .date(SystemTime::from(self.env.now()))
            .message_id(Some(message_id))
            .header(IdempotencyKey(idempotency_key.to_owned()))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|_| SubmitError::Permanent("message_unacceptable"))?;
        self.hand_over(to, &message.formatted()).await
    }

    /// A connection goes back only when the server has answered everything: a late answer would be
    /// taken for that of the next message.
    async fn hand_over(&self, to: Address, message: &[u8]) -> Result<(), SubmitError> {
        let deadline = Instant::now() + self.timeout;
        let from = self.from.email.clone();
        let announced = async {
            let mut connection = self.connections.take().await?;
            hand_over::announce(&mut connection, from, to, message).await?;
            Ok(connection)
        };
        let mut connection = timeout_at(deadline, announced)
            .await
            .unwrap_or(Err(SubmitError::Temporary("mail_server_silent")))?;
        timeout_at(deadline, hand_over::content(&mut connection, message))
            .await
            .unwrap_or(Err(SubmitError::Unclear("mail_server_silent")))?;
        self.connections.put(connection);
        Ok(())
    }
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpTransport").finish_non_exhaustive()
    }
}
