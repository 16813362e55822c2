use std::net::{Ipv4Addr, SocketAddr};

use futures::StreamExt as _;
use http::uri::PathAndQuery;
use kabinet_proto::codec::{ClientCodec, ServerCodec};
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::sinks::v1::{ListMessagesRequest, ListMessagesResponse, Message as Counted};
use kabinet_status::read;
use prost_types::{
    DescriptorProto, FileDescriptorProto, MethodDescriptorProto, ServiceDescriptorProto,
};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::client::Grpc as Client;
use tonic::server::Grpc;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Status, Streaming};
use tower::layer::util::Identity;

use super::*;

/// Counts what it is sent.
const UPLOAD: &str = "/kabinet.tests.v1.UploadService/Upload";
/// Answers once and never ends.
const WATCH: &str = "/kabinet.tests.v1.UploadService/Watch";
/// Answers each message.
const EXCHANGE: &str = "/kabinet.tests.v1.UploadService/Exchange";

#[derive(Clone)]
struct Uploads;

impl NamedService for Uploads {
    const NAME: &'static str = "kabinet.tests.v1.UploadService";
}

impl Service<Request<Body>> for Uploads {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(
        &mut self,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Result<(), Infallible>> {
        std::task::Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(async move {
            let codec = ServerCodec::<ListMessagesResponse, ListMessagesRequest>::default();
            let mut grpc = Grpc::new(codec);
            Ok(match request.uri().path() {
                UPLOAD => {
                    grpc.client_streaming(tower::service_fn(upload), request)
                        .await
                }
                WATCH => {
                    grpc.server_streaming(tower::service_fn(watch), request)
                        .await
                }
                _ => grpc.streaming(tower::service_fn(exchange), request).await,
            })
        })
    }
}

async fn upload(
    request: tonic::Request<Streaming<ListMessagesRequest>>,
) -> Result<tonic::Response<ListMessagesResponse>, Status> {
    let mut stream = request.into_inner();
    let mut answer = ListMessagesResponse::default();
    while stream.message().await?.is_some() {
        answer.messages.push(Counted::default());
    }
    Ok(tonic::Response::new(answer))
}

type Answers = Pin<Box<dyn Stream<Item = Result<ListMessagesResponse, Status>> + Send>>;

async fn exchange(
    request: tonic::Request<Streaming<ListMessagesRequest>>,
) -> Result<tonic::Response<Answers>, Status> {
    let answers = request.into_inner();
    let answers = answers.map(|message| message.map(|_| ListMessagesResponse::default()));
    Ok(tonic::Response::new(Box::pin(answers)))
}

async fn watch(_: tonic::Request<ListMessagesRequest>) -> Result<tonic::Response<Answers>, Status> {
    let first = tokio_stream::once(Ok(ListMessagesResponse::default()));
    let answers = tokio_stream::StreamExt::chain(first, tokio_stream::pending());
    Ok(tonic::Response::new(Box::pin(answers)))
}

fn contracts() -> DescriptorPool {
    let message = || Some(".kabinet.tests.v1.Message".to_owned());
    let method = |name: &str, client_streaming, server_streaming| MethodDescriptorProto {
        name: Some(name.to_owned()),
        input_type: message(),
        output_type: message(),
        client_streaming: Some(client_streaming),
        server_streaming: Some(server_streaming),
        ..MethodDescriptorProto::default()
    };
    let service = ServiceDescriptorProto {
        name: Some("UploadService".to_owned()),
        method: vec![
            method("Upload", true, false),
            method("Exchange", true, true),
            method("Watch", false, true),
        ],
        ..ServiceDescriptorProto::default()
    };
    let file = FileDescriptorProto {
        name: Some("kabinet/tests/v1/upload_service.proto".to_owned()),
        package: Some("kabinet.tests.v1".to_owned()),
        message_type: vec![DescriptorProto {
            name: Some("Message".to_owned()),
            ..DescriptorProto::default()
        }],
        service: vec![service],
        ..FileDescriptorProto::default()
    };
    let mut contracts = DescriptorPool::new();
    contracts.add_file_descriptor_proto(file).unwrap();
    contracts
}

fn serve(concurrency_limit: usize) -> Serve<Identity> {
    let config = ServerConfig {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
        max_message_bytes: 1_024,
        connection_limit: 4,
        concurrency_limit,
        default_deadline: Duration::from_mins(1),
        drain: Duration::ZERO,
        reflection: Reflection::Absent,
    };
    let mut serve = Serve::new("uploads", config)
        .add_service(Uploads)
        .access(Identity::new());
    serve.contracts = contracts();
    serve
}

async fn client(concurrency_limit: usize) -> Client<Channel> {
    let (client, _) = client_until(serve(concurrency_limit), CancellationToken::new()).await;
    client
}

async fn client_until(
    serve: Serve<Identity>,
    token: CancellationToken,
) -> (Client<Channel>, JoinHandle<Result<(), ServeError>>) {
    let listener = crate::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let address = listener.local_addr().unwrap();
    let served = tokio::spawn(serve.serve(listener, token));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let mut client = Client::new(endpoint.connect_lazy());
    client.ready().await.unwrap();
    (client, served)
}

async fn uploaded(
    client: &mut Client<Channel>,
    messages: Vec<ListMessagesRequest>,
) -> Result<usize, Status> {
    let request = tonic::Request::new(tokio_stream::iter(messages));
    let codec = ClientCodec::<ListMessagesRequest, ListMessagesResponse>::default();
    client.ready().await.unwrap();
    let answer = client.client_streaming(request, PathAndQuery::from_static(UPLOAD), codec);
    Ok(answer.await?.into_inner().messages.len())
}

fn broken() -> ListMessagesRequest {
    ListMessagesRequest {
        page_size: 101,
        ..ListMessagesRequest::default()
    }
}

#[tokio::test]
async fn stream_of_any_length_is_taken() {
    let mut client = client(16).await;
    for count in [0, 1, 3] {
        let messages = vec![ListMessagesRequest::default(); count];
        assert_eq!(uploaded(&mut client, messages).await.unwrap(), count);
    }
}

#[tokio::test]
async fn message_that_breaks_its_rule_is_refused_to_the_caller() {
    let mut client = client(16).await;
    let messages = vec![ListMessagesRequest::default(), broken()];
    let status = uploaded(&mut client, messages).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(read::reason(&status), Some(Reason::InvalidRequest));
    assert_eq!(read::field_violations(&status)[0].field, "page_size");
}

#[tokio::test]
async fn every_message_has_its_limit() {
    let mut client = client(16).await;
    let large = ListMessagesRequest {
        to: "a".repeat(1_024),
        ..ListMessagesRequest::default()
    };
    let messages = vec![ListMessagesRequest::default(), large];
    let status = uploaded(&mut client, messages).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert_eq!(status.message(), "the request is too large");
}

#[tokio::test]
async fn open_stream_is_in_work_until_its_answers_have_ended() {
    let mut client = client(1).await;
    let (sender, messages) = mpsc::unbounded_channel();
    sender.send(ListMessagesRequest::default()).unwrap();
    let codec = ClientCodec::<ListMessagesRequest, ListMessagesResponse>::default();
    let request = tonic::Request::new(UnboundedReceiverStream::new(messages));
    let path = PathAndQuery::from_static(EXCHANGE);
    let answers = client.streaming(request, path, codec).await.unwrap();
    let mut answers = answers.into_inner();
    assert!(answers.message().await.unwrap().is_some());

    let status = uploaded(&mut client, Vec::new()).await.unwrap_err();
    assert_eq!(read::reason(&status), Some(Reason::Overloaded));

    sender.send(broken()).unwrap();
    let status = answers.message().await.unwrap_err();
    assert_eq!(read::field_violations(&status)[0].field, "page_size");
    assert_eq!(uploaded(&mut client, Vec::new()).await.unwrap(), 0);
}

#[tokio::test]
async fn watch_ends_with_the_server_and_does_not_delay_it() {
    let patient = Serve {
        config: ServerConfig {
            drain: Duration::from_mins(1),
            ..serve(1).config
        },
        ..serve(1)
    };
    let token = CancellationToken::new();
    let (mut client, served) = client_until(patient, token.clone()).await;
    let codec = ClientCodec::<ListMessagesRequest, ListMessagesResponse>::default();
    let request = tonic::Request::new(ListMessagesRequest::default());
    let path = PathAndQuery::from_static(WATCH);
    let answers = client.server_streaming(request, path, codec).await.unwrap();
    let mut answers = answers.into_inner();
    assert!(answers.message().await.unwrap().is_some());

    token.cancel();
    let status = answers.message().await.unwrap_err();
    assert_eq!(status.code(), Code::Unavailable);
    assert!(read::retry_after(&status).is_some());
    let ended = tokio::time::timeout(Duration::from_secs(20), served).await;
    ended
        .expect("the drain is not waited for")
        .unwrap()
        .unwrap();
}

#[tokio::test]
async fn time_for_what_is_not_served_is_refused() {
    let listener = crate::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
        .await
        .unwrap();
    let misspelt = "/kabinet.tests.v1.UploadService/Upwards";
    let served = serve(1)
        .allow(UPLOAD, Duration::from_mins(5))
        .allow(misspelt, Duration::from_mins(5))
        .serve(listener, CancellationToken::new());
    let error = served.await.unwrap_err();
    assert!(
        matches!(error, ServeError::NotServed { path } if path == misspelt),
        "{error}"
    );
}
