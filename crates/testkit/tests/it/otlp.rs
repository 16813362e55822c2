use kabinet_testkit::OtlpReceiver;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;
use opentelemetry_proto::tonic::trace::v1::{ResourceSpans, ScopeSpans, Span};

#[tokio::test]
async fn exported_spans_arrive() {
    let (endpoint, receiver) = OtlpReceiver::start().await;
    let span = Span {
        name: "a call".into(),
        ..Span::default()
    };
    let scope = ScopeSpans {
        spans: vec![span],
        ..ScopeSpans::default()
    };
    let resource = ResourceSpans {
        scope_spans: vec![scope],
        ..ResourceSpans::default()
    };
    let mut client = TraceServiceClient::connect(endpoint).await.unwrap();
    client
        .export(ExportTraceServiceRequest {
            resource_spans: vec![resource],
        })
        .await
        .unwrap();
    let spans = receiver.wait_for(|spans| !spans.is_empty()).await;
    assert_eq!(spans[0].name, "a call");
}
