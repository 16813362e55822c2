use std::sync::Arc;
use std::time::Duration;

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::trace::v1::Span;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

/// An exporter sends in batches, so a span may take a while to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// A collector of traces that keeps what it is sent.
#[derive(Debug)]
pub struct OtlpReceiver {
    spans: watch::Receiver<Vec<Span>>,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl OtlpReceiver {
    /// Starts a receiver on a free port and returns its endpoint, `http://127.0.0.1:…`.
    pub async fn start() -> (String, OtlpReceiver) {
        let listener = TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port is free");
        let address = listener.local_addr().expect("a listener has an address");
        let (sender, spans) = watch::channel(Vec::new());
        let service = TraceServiceServer::new(Collector {
            spans: Arc::new(sender),
        });
        let server = tokio::spawn(
            Server::builder()
                .add_service(service)
                .serve_with_incoming(TcpListenerStream::new(listener)),
        );
        (format!("http://{address}"), OtlpReceiver { spans, server })
    }

    /// Returns the spans that came so far.
    pub fn spans(&self) -> Vec<Span> {
        self.spans.borrow().clone()
    }

    /// Waits until the spans satisfy `wanted` and returns them.
    pub async fn wait_for(&self, wanted: impl Fn(&[Span]) -> bool) -> Vec<Span> {
        let mut spans = self.spans.clone();
        let arrival = tokio::time::timeout(PATIENCE, spans.wait_for(|spans| wanted(spans))).await;
        match arrival {
            Ok(Ok(spans)) => spans.clone(),
            Ok(Err(_)) => panic!("the receiver of traces ended"),
            Err(_) => {
                let names: Vec<String> = self.spans().into_iter().map(|span| span.name).collect();
                panic!("the spans did not come; those that did: {names:?}")
            }
        }
    }
}

impl Drop for OtlpReceiver {
    fn drop(&mut self) {
        self.server.abort();
    }
}

struct Collector {
    spans: Arc<watch::Sender<Vec<Span>>>,
}

#[tonic::async_trait]
impl TraceService for Collector {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let resources = request.into_inner().resource_spans;
        let scopes = resources
            .into_iter()
            .flat_map(|resource| resource.scope_spans);
        let arrived: Vec<Span> = scopes.flat_map(|scope| scope.spans).collect();
        self.spans.send_modify(|spans| spans.extend(arrived));
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}
