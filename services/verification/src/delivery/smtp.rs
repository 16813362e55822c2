//! E-mail by SMTP.

mod header;

use std::fmt;
use std::time::{Duration, SystemTime};

use kabinet_domain::EmailAddress;
use kabinet_env::Env;
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use secrecy::{ExposeSecret as _, SecretString};

use super::provider::SubmitError;
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
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    env: Env,
    timeout: Duration,
}

impl SmtpTransport {
    /// Makes a transport that connects with the first message.
    pub(crate) fn new(config: &SmtpConfig, env: Env) -> Result<Self, SmtpSetupError> {
        let tls = || TlsParameters::new(config.host.clone()).map_err(SmtpSetupError::Host);
        let tls = match config.security {
            Security::StartTls => Tls::Required(tls()?),
            Security::Tls => Tls::Wrapper(tls()?),
            Security::None => Tls::None,
        };
        let pool = PoolConfig::new().max_size(config.connections);
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host)
            .port(config.port)
            .tls(tls)
            .timeout(Some(config.timeout))
            .pool_config(pool);
        if let Some((user, password)) = &config.credentials {
            builder = builder.credentials(Credentials::new(
                user.clone(),
                password.expose_secret().to_owned(),
            ));
        }
        let from: Address = config.from_address.parse().map_err(SmtpSetupError::From)?;
        Ok(Self {
            transport: builder.build(),
            from: Mailbox::new(Some(config.from_name.clone()), from),
            env,
            timeout: config.timeout,
        })
    }

    pub(super) async fn send(
        &self,
        to: &EmailAddress,
        subject: String,
        text: String,
        html: String,
        idempotency_key: &str,
    ) -> Result<(), SubmitError> {
        let address = Address::new(to.local_part(), to.domain())
            .map_err(|_| SubmitError::Permanent("address_unacceptable"))?;
        let message_id = format!("<{idempotency_key}@{}>", self.from.email.domain());
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(subject)
            .date(SystemTime::from(self.env.now()))
            .message_id(Some(message_id))
            .header(IdempotencyKey(idempotency_key.to_owned()))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(text, html))
            .map_err(|_| SubmitError::Permanent("message_unacceptable"))?;
        // lettre applies its own timeout to connecting only (lettre#1027).
        let sent = tokio::time::timeout(self.timeout, self.transport.send(message)).await;
        match sent {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) if error.is_permanent() => Err(SubmitError::Permanent("mail_refused")),
            Ok(Err(error)) if error.is_transient() => Err(SubmitError::Temporary("mail_deferred")),
            Ok(Err(_)) => Err(SubmitError::Temporary("mail_server_unreachable")),
            Err(_) => Err(SubmitError::Temporary("mail_server_silent")),
        }
    }
}

impl fmt::Debug for SmtpTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpTransport").finish_non_exhaustive()
    }
}
