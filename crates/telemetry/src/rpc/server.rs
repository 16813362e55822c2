use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::{Request, Response};
use tonic::Code;
use tonic::body::Body;
use tower::{Layer, Service};
use tracing::Instrument as _;

use super::{Methods, Outcome, server_span};
use crate::set_parent_from;

/// Services of the infrastructure (health, reflection): polled all the time, never worth a span.
const WITHOUT_SPANS: &str = "/grpc.";

/// Puts every call that is served into a span, the child of its caller's.
#[derive(Clone, Debug)]
pub struct ServerSpanLayer {
    methods: Arc<Methods>,
}

impl ServerSpanLayer {
    /// Names the spans after the methods that are served.
    pub fn new(methods: Methods) -> Self {
        Self {
            methods: Arc::new(methods),
        }
    }
}

impl<S> Layer<S> for ServerSpanLayer {
    type Service = ServerSpan<S>;

    fn layer(&self, inner: S) -> ServerSpan<S> {
        ServerSpan {
            inner,
            methods: Arc::clone(&self.methods),
        }
    }
}

/// The service that [`ServerSpanLayer`] makes.
#[derive(Clone, Debug)]
pub struct ServerSpan<S> {
    inner: S,
    methods: Arc<Methods>,
}

impl<S> Service<Request<Body>> for ServerSpan<S>
where
    S: Service<Request<Body>, Response = Response<Body>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Response<Body>;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        if request.uri().path().starts_with(WITHOUT_SPANS) {
            return Box::pin(self.inner.call(request));
        }
        let span = server_span(self.methods.find(request.uri().path()));
        set_parent_from(&span, request.headers());
        let outcome = Outcome::of_server(span.clone());
        let answer = span.in_scope(|| self.inner.call(request));
        let observed = async move {
            match answer.await {
                Ok(response) => Ok(outcome.observe(response)),
                Err(error) => {
                    outcome.end(Code::Internal);
                    Err(error)
                }
            }
        };
        Box::pin(observed.instrument(span))
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use opentelemetry::trace::{SpanKind, Status as SpanStatus};
    use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider, SpanData};
    use tonic::Status;
    use tower::{ServiceExt as _, service_fn};
    use tracing::instrument::WithSubscriber as _;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::super::Method;
    use super::*;

    const REMOTE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    async fn spans_of(path: &str, answer: Status) -> Vec<SpanData> {
        let exporter = InMemorySpanExporter::default();
        let provider = SdkTracerProvider::builder()
            .with_simple_exporter(exporter.clone())
            .build();
        let subscriber = tracing_subscriber::registry().with(crate::span_layer(&provider));
        let login = Method {
            service: "kabinet.Login",
            name: "Login",
        };
        let request = Request::builder()
            .uri(format!("http://localhost{path}"))
            .header("traceparent", REMOTE)
            .header("tracestate", "secret=1")
            .body(Body::empty())
            .unwrap();
        let call = async {
            let service =
                service_fn(|_| std::future::ready(Ok::<_, Infallible>(answer.clone().into_http())));
            let layer = ServerSpanLayer::new([login].into_iter().collect());
            layer.layer(service).oneshot(request).await.unwrap();
        };
        call.with_subscriber(subscriber).await;
        exporter.get_finished_spans().unwrap()
    }

    fn attribute(span: &SpanData, key: &str) -> String {
        let found = span.attributes.iter().find(|pair| pair.key.as_str() == key);
        found.map(|pair| pair.value.to_string()).unwrap_or_default()
    }

    #[tokio::test]
    async fn span_is_a_child_of_the_caller_and_says_how_the_call_ended() {
        let spans = spans_of("/kabinet.Login/Login", Status::internal("broken")).await;
        let [span] = spans.as_slice() else {
            panic!("{spans:?}")
        };
        assert_eq!(span.name, "kabinet.Login/Login");
        assert_eq!(span.span_kind, SpanKind::Server);
        assert_eq!(span.span_context.trace_id().to_string(), REMOTE[3..35]);
        assert_eq!(span.parent_span_id.to_string(), REMOTE[36..52]);
        assert_eq!(attribute(span, "rpc.system"), "grpc");
        assert_eq!(attribute(span, "rpc.service"), "kabinet.Login");
        assert_eq!(attribute(span, "rpc.method"), "Login");
        assert_eq!(attribute(span, "rpc.grpc.status_code"), "13");
        assert!(matches!(span.status, SpanStatus::Error { .. }));
        assert!(!format!("{span:?}").contains("secret"), "{span:?}");
    }

    #[tokio::test]
    async fn a_refusal_is_no_error_of_the_server() {
        let spans = spans_of("/kabinet.Login/Login", Status::unauthenticated("no")).await;
        assert_eq!(attribute(&spans[0], "rpc.grpc.status_code"), "16");
        assert_eq!(spans[0].status, SpanStatus::Unset);
    }

    #[tokio::test]
    async fn an_unknown_method_does_not_name_the_span() {
        let spans = spans_of("/kabinet.Login/secret", Status::unimplemented("")).await;
        assert_eq!(spans[0].name, "_OTHER");
        assert!(!format!("{:?}", spans[0]).contains("secret"));
    }

    #[tokio::test]
    async fn health_has_no_spans() {
        let spans = spans_of("/grpc.health.v1.Health/Check", Status::ok("")).await;
        assert!(spans.is_empty());
    }
}
