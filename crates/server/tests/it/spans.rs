use kabinet_proto::sinks::v1::ListMessagesRequest;
use kabinet_telemetry::span_layer;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::running::{Inbox, Running, config};

const CALLER: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

// The runtime has one thread, so that the server's tasks see the test's subscriber.
#[tokio::test]
async fn a_call_is_one_span_of_its_callers_trace() {
    let exporter = InMemorySpanExporter::default();
    let provider = SdkTracerProvider::builder()
        .with_simple_exporter(exporter.clone())
        .build();
    let subscriber = tracing_subscriber::registry().with(span_layer(&provider));
    let _default = kabinet_testkit::observed_by(subscriber);

    let refuse = || async { Err(Status::internal("secret answer")) };
    let running = Running::start(config(), Inbox::new(refuse)).await;
    running
        .health()
        .check(HealthCheckRequest::default())
        .await
        .unwrap();
    let mut request = Request::new(ListMessagesRequest {
        to: "secret@example.com".to_owned(),
        ..ListMessagesRequest::default()
    });
    request
        .metadata_mut()
        .insert("traceparent", CALLER.parse().unwrap());
    request
        .metadata_mut()
        .insert("authorization", "secret".parse().unwrap());
    running.client().list_messages(request).await.unwrap_err();
    running.stop();
    running.ended().await;

    let spans = exporter.get_finished_spans().unwrap();
    let [span] = spans.as_slice() else {
        panic!("{spans:?}")
    };
    assert_eq!(span.name, "kabinet.sinks.v1.InboxService/ListMessages");
    assert_eq!(span.span_context.trace_id().to_string(), CALLER[3..35]);
    assert_eq!(span.parent_span_id.to_string(), CALLER[36..52]);
    assert!(!format!("{span:?}").contains("secret"), "{span:?}");
}
