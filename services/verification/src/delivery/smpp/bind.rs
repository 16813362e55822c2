use std::str::FromStr as _;

use futures::{SinkExt as _, StreamExt as _};
use rusmpp::pdus::BindTransceiver;
use rusmpp::tokio_codec::CommandCodec;
use rusmpp::types::COctetString;
use rusmpp::values::InterfaceVersion;
use rusmpp::{Command, CommandId, CommandStatus};
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_util::codec::Framed;

use super::SmppConfig;

pub(super) type Connection = Framed<TcpStream, CommandCodec>;

/// Sequence number of the bind, the first PDU of a connection.
pub(super) const FIRST_SEQUENCE_NUMBER: u32 = 1;

/// Why there is no bound connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    #[error("the message centre cannot be reached")]
    Connect(#[source] std::io::Error),
    #[error("the credentials do not fit into a bind")]
    Credentials,
    #[error("the message centre does not answer the bind")]
    Silent,
    #[error("the message centre refuses the bind with {0:?}")]
    Refused(CommandStatus),
}

/// Connects and binds as a transceiver, within the response timeout.
pub(super) async fn connect(config: &SmppConfig) -> Result<Connection, BindError> {
    timeout(config.response_timeout, connect_and_bind(config))
        .await
        .unwrap_or(Err(BindError::Silent))
}

async fn connect_and_bind(config: &SmppConfig) -> Result<Connection, BindError> {
    let stream = TcpStream::connect(&config.address)
        .await
        .map_err(BindError::Connect)?;
    stream.set_nodelay(true).map_err(BindError::Connect)?;
    let mut connection = Framed::new(stream, CommandCodec::new());
    let bind = bind_transceiver(config).ok_or(BindError::Credentials)?;
    let command = Command::new(CommandStatus::EsmeRok, FIRST_SEQUENCE_NUMBER, bind);
    connection
        .send(command)
        .await
        .map_err(|_| BindError::Silent)?;
    while let Some(Ok(command)) = connection.next().await {
        if command.id() == CommandId::BindTransceiverResp {
            return match command.status() {
                CommandStatus::EsmeRok => Ok(connection),
                status => Err(BindError::Refused(status)),
            };
        }
    }
    Err(BindError::Silent)
}

fn bind_transceiver(config: &SmppConfig) -> Option<BindTransceiver> {
    let bind = BindTransceiver::builder()
        .system_id(COctetString::from_str(&config.system_id).ok()?)
        .password(COctetString::from_str(config.password.expose_secret()).ok()?)
        .interface_version(InterfaceVersion::Smpp3_4)
        .build();
    Some(bind)
}
