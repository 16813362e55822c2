//! Calls to peers that answer, refuse, are absent or say nothing.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

use std::net::SocketAddr;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use kabinet_peer::{Failure, Peer};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1::inbox_service_client::InboxServiceClient;
use kabinet_proto::sinks::v1::inbox_service_server::{InboxService, InboxServiceServer};
use kabinet_proto::sinks::v1::{
    ListMessagesRequest, ListMessagesResponse, WaitForMessageRequest, WaitForMessageResponse,
};
use kabinet_status::Refusal;
use kabinet_telemetry::span_layer;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tokio::net::{TcpListener, TcpSocket};
use tonic::metadata::MetadataMap;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tracing_subscriber::layer::SubscriberExt as _;

/// The spans of every test. A call site asks once for all whether anybody listens: the listener has
/// to be there before the first call of any test.
static SPANS: LazyLock<InMemorySpanExporter> = LazyLock::new(|| {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let subscriber = tracing_subscriber::registry().with(span_layer(&provider));
    tracing::subscriber::set_global_default(subscriber).unwrap();
    exporter
});

/// A peer that remembers what its caller said about itself.
#[derive(Clone, Default)]
struct Inbox {
    seen: Arc<Mutex<MetadataMap>>,
}

#[tonic::async_trait]
impl InboxService for Inbox {
    async fn list_messages(
        &self,
        request: Request<ListMessagesRequest>,
    ) -> Result<Response<ListMessagesResponse>, Status> {
        *self.seen.lock().unwrap() = request.metadata().clone();
        Ok(Response::new(ListMessagesResponse::default()))
    }

    async fn wait_for_message(
        &self,
        _: Request<WaitForMessageRequest>,
    ) -> Result<Response<WaitForMessageResponse>, Status> {
        Err(Refusal::not_found(Reason::SessionNotFound, "no such session").into())
    }
}

fn endpoint(address: SocketAddr) -> Endpoint {
    LazyLock::force(&SPANS);
    Endpoint::from_shared(format!("http://{address}")).unwrap()
}

async fn listener() -> (TcpListener, Endpoint) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = endpoint(listener.local_addr().unwrap());
    (listener, endpoint)
}

fn serve(listener: TcpListener, inbox: Inbox) {
    let server = Server::builder()
        .add_service(InboxServiceServer::new(inbox))
        .serve_with_incoming(TcpIncoming::from(listener));
    tokio::spawn(server);
}

async fn served(inbox: Inbox) -> InboxServiceClient<Peer> {
    let (listener, endpoint) = listener().await;
    serve(listener, inbox);
    InboxServiceClient::new(Peer::connect_lazy(endpoint, "identity", "sinks"))
}

async fn failure_of(peer: Peer) -> (Code, Failure) {
    let mut client = InboxServiceClient::new(peer);
    let answer = client.list_messages(ListMessagesRequest::default()).await;
    let status = answer.unwrap_err();
    (status.code(), status.into())
}

#[tokio::test]
async fn a_call_says_who_calls_and_how_long_it_waits() {
    let inbox = Inbox::default();
    let mut client = served(inbox.clone()).await;
    let mut request = Request::new(ListMessagesRequest::default());
    let forged = "operator/root".parse().unwrap();
    request.metadata_mut().insert("kabinet-caller", forged);
    client.list_messages(request).await.unwrap();
    let seen = inbox.seen.lock().unwrap();
    let callers: Vec<_> = seen.get_all("kabinet-caller").iter().collect();
    assert_eq!(callers, ["service/identity"]);
    assert_eq!(seen.get("grpc-timeout").unwrap(), "2000m");
}

#[tokio::test]
async fn a_call_is_a_span_that_the_peer_continues() {
    let inbox = Inbox::default();
    let mut client = served(inbox.clone()).await;
    client
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap();

    let sent = inbox
        .seen
        .lock()
        .unwrap()
        .get("traceparent")
        .unwrap()
        .clone();
    let sent = &sent.to_str().unwrap()[36..52];
    let spans = SPANS.get_finished_spans().unwrap();
    let span = spans
        .iter()
        .find(|span| span.span_context.span_id().to_string() == sent)
        .unwrap();
    assert_eq!(span.name, "kabinet.sinks.v1.InboxService/ListMessages");
    let code = span
        .attributes
        .iter()
        .find(|pair| pair.key.as_str() == "rpc.grpc.status_code");
    assert_eq!(code.unwrap().value, 0_i64.into());
}

#[tokio::test]
async fn a_refusal_keeps_its_reason() {
    let mut client = served(Inbox::default()).await;
    let request = WaitForMessageRequest {
        to: "ivan@example.com".to_owned(),
        ..WaitForMessageRequest::default()
    };
    let failure = Failure::from(client.wait_for_message(request).await.unwrap_err());
    assert_eq!(failure.reason(), Some(Reason::SessionNotFound));
}

#[tokio::test]
async fn an_absent_peer_is_unavailable() {
    // A port that is taken and not listened on refuses connections.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let endpoint = endpoint(socket.local_addr().unwrap());
    let (_, failure) = failure_of(Peer::connect_lazy(endpoint, "identity", "sinks")).await;
    assert!(matches!(failure, Failure::Unavailable));
}

#[tokio::test]
async fn a_silent_peer_is_given_up_at_the_deadline() {
    // The kernel accepts connections, nobody ever answers on them.
    let (_silent, endpoint) = listener().await;
    let peer = Peer::connect_lazy(endpoint, "identity", "sinks");
    let (code, failure) = failure_of(peer.with_deadline(Duration::from_millis(20))).await;
    assert_eq!(code, Code::DeadlineExceeded);
    assert!(matches!(failure, Failure::Unavailable));
}

#[tokio::test]
async fn a_peer_that_comes_back_is_called_again() {
    let (listener, endpoint) = listener().await;
    let peer = Peer::connect_lazy(endpoint, "identity", "sinks");
    let cut = async { drop(listener.accept().await.unwrap()) };
    let ((), (_, failure)) = tokio::join!(cut, failure_of(peer.clone()));
    assert!(matches!(failure, Failure::Unavailable));

    serve(listener, Inbox::default());
    let mut client = InboxServiceClient::new(peer);
    client
        .list_messages(ListMessagesRequest::default())
        .await
        .unwrap();
}
