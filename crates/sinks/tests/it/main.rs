//! The sinks, as real clients of their protocols see them.
#![expect(
    clippy::unwrap_used,
    reason = "what a helper of a test cannot do fails the test"
)]

mod inbox;
mod page;
mod smpp_client;
mod smsc;
mod smsc_behaviour;
mod smtp;

use tokio::net::TcpListener;

async fn loopback() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}
