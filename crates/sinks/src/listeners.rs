use std::io;
use std::net::SocketAddr;

use thiserror::Error;
use tokio::net::TcpListener;

/// Says where the sinks listen; port 0 takes any free one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// Of the mail sink, SMTP.
    pub smtp: SocketAddr,
    /// Of the SMS sink, SMPP 3.4.
    pub smsc: SocketAddr,
    /// Of the page, HTTP.
    pub page: SocketAddr,
    /// Of `kabinet.sinks.v1.InboxService`, gRPC without TLS.
    pub grpc: SocketAddr,
}

/// Tells which address cannot be listened on.
#[derive(Debug, Error)]
#[error("{sink} cannot listen on {address}")]
pub struct BindError {
    /// What wants the address.
    pub sink: &'static str,
    /// The address.
    pub address: SocketAddr,
    /// Why not.
    pub source: io::Error,
}

/// Holds the sinks' listeners before the sinks start.
#[derive(Debug)]
pub struct Listeners {
    /// Of the mail sink.
    pub smtp: TcpListener,
    /// Of the SMS sink.
    pub smsc: TcpListener,
    /// Of the page.
    pub page: TcpListener,
    /// Of `kabinet.sinks.v1.InboxService`.
    pub grpc: TcpListener,
}

impl Listeners {
    /// Listens on all the addresses or on none.
    pub async fn bind(addresses: Addresses) -> Result<Self, BindError> {
        Ok(Self {
            smtp: bind("the mail sink", addresses.smtp).await?,
            smsc: bind("the SMS sink", addresses.smsc).await?,
            page: bind("the page of the sinks", addresses.page).await?,
            grpc: bind("InboxService", addresses.grpc).await?,
        })
    }
}

async fn bind(sink: &'static str, address: SocketAddr) -> Result<TcpListener, BindError> {
    TcpListener::bind(address)
        .await
        .map_err(|source| BindError {
            sink,
            address,
            source,
        })
}
