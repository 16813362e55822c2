use std::io;

use hyper_util::rt::TokioIo;
use tokio::io::DuplexStream;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint, Server};
use tower::service_fn;

const BUFFER_BYTES: usize = 64 * 1024;
const WAITING_CONNECTIONS: usize = 16;

/// Connections for a server to serve. Ends when its channel is gone.
pub type Incoming = std::pin::Pin<Box<dyn Stream<Item = io::Result<DuplexStream>> + Send>>;

/// Makes a channel that connects in memory, and the connections that it makes.
pub fn in_memory() -> (Incoming, Channel) {
    let (sender, receiver) = mpsc::channel(WAITING_CONNECTIONS);
    let connector = service_fn(move |_| {
        let sender = sender.clone();
        async move {
            let (client, server) = tokio::io::duplex(BUFFER_BYTES);
            let refused = |_| io::Error::from(io::ErrorKind::ConnectionRefused);
            sender.send(server).await.map_err(refused)?;
            Ok::<_, io::Error>(TokioIo::new(client))
        }
    });
    // Never resolved: the connector decides.
    let channel =
        Endpoint::from_static("http://in-memory.invalid").connect_with_connector_lazy(connector);
    (Box::pin(ReceiverStream::new(receiver).map(Ok)), channel)
}

/// Serves services to one channel in memory, for as long as that channel or a clone of it lives.
pub fn serve_in_memory(routes: Routes) -> Channel {
    let (incoming, channel) = in_memory();
    tokio::spawn(
        Server::builder()
            .add_routes(routes)
            .serve_with_incoming(incoming),
    );
    channel
}
