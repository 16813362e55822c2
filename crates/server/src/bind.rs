use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

/// The server's address cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("cannot listen on {address} (port {})", address.port())]
pub struct BindError {
    address: SocketAddr,
    source: io::Error,
}

/// Takes the address that a server listens on; port 0 takes a free one.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, BindError> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|source| BindError { address, source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_is_named() {
        let first = bind(([127, 0, 0, 1], 0).into()).await.unwrap();
        let address = first.local_addr().unwrap();
        let refused = bind(address).await.unwrap_err();
        assert!(
            refused
                .to_string()
                .contains(&format!("port {}", address.port()))
        );
    }
}
