use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use kabinet_proto::sinks::v1::inbox_service_client::InboxServiceClient;
use kabinet_proto::sinks::v1::inbox_service_server::{InboxService, InboxServiceServer};
use kabinet_proto::sinks::v1::{
    ListMessagesRequest, ListMessagesResponse, WaitForMessageRequest, WaitForMessageResponse,
};
use kabinet_server::{Reflection, Serve, ServeError, ServerConfig};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tower::layer::util::Identity;

pub(crate) type Answer = Result<ListMessagesResponse, Status>;

/// A service whose one call does what the test says.
#[derive(Clone)]
pub(crate) struct Inbox(Arc<dyn Fn() -> BoxFuture<'static, Answer> + Send + Sync>);

impl Inbox {
    pub(crate) fn new<F, A>(list: F) -> Self
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Answer> + Send + 'static,
    {
        Self(Arc::new(move || Box::pin(list())))
    }

    pub(crate) fn empty() -> Self {
        Self::new(|| async { Ok(ListMessagesResponse::default()) })
    }
}

#[tonic::async_trait]
impl InboxService for Inbox {
    async fn list_messages(
        &self,
        _: Request<ListMessagesRequest>,
    ) -> Result<Response<ListMessagesResponse>, Status> {
        (self.0)().await.map(Response::new)
    }

    async fn wait_for_message(
        &self,
        _: Request<WaitForMessageRequest>,
    ) -> Result<Response<WaitForMessageResponse>, Status> {
        Err(Status::unimplemented("not part of these tests"))
    }
}

pub(crate) fn config() -> ServerConfig {
    ServerConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        max_message_bytes: 1_024,
        connection_limit: 64,
        concurrency_limit: 16,
        default_deadline: Duration::from_mins(1),
        drain: Duration::from_mins(1),
        reflection: Reflection::Served,
    }
}

pub(crate) fn serving(config: ServerConfig, inbox: Inbox) -> Serve<Identity> {
    Serve::new("inbox", config)
        .add_service(InboxServiceServer::new(inbox))
        .access(Identity::new())
}

/// A server on a port of its own.
pub(crate) struct Running {
    channel: Channel,
    token: CancellationToken,
    served: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    pub(crate) async fn start(config: ServerConfig, inbox: Inbox) -> Self {
        Self::of(serving(config, inbox)).await
    }

    pub(crate) async fn of(serve: Serve<Identity>) -> Self {
        let listener = kabinet_server::bind(config().listen).await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = CancellationToken::new();
        let served = tokio::spawn(serve.serve(listener, token.clone()));
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        Self {
            channel: endpoint.connect_lazy(),
            token,
            served,
        }
    }

    pub(crate) fn channel(&self) -> Channel {
        self.channel.clone()
    }

    pub(crate) fn client(&self) -> InboxServiceClient<Channel> {
        InboxServiceClient::new(self.channel())
    }

    pub(crate) fn health(&self) -> HealthClient<Channel> {
        HealthClient::new(self.channel())
    }

    pub(crate) fn stop(&self) {
        self.token.cancel();
    }

    /// Waits for the end of the server; the test harness gives it ten seconds.
    pub(crate) async fn ended(self) {
        let ended = tokio::time::timeout(Duration::from_secs(10), self.served).await;
        ended.unwrap().unwrap().unwrap();
    }
}
