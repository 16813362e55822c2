use kabinet_telemetry::{current_traceparent, span_layer};
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::sync::mpsc::unbounded_channel;
use tracing::Instrument as _;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::Outbox;

/// The part of a traceparent that names the trace: the version and 32 digits.
fn trace(traceparent: &str) -> &str {
    &traceparent[..35]
}

#[tokio::test]
async fn delivery_continues_the_trace_that_appended_the_event() {
    let provider = SdkTracerProvider::builder().build();
    let subscriber = tracing_subscriber::registry().with(span_layer(&provider));
    let _subscriber = kabinet_testkit::observed_by(subscriber);
    let outbox = Outbox::new(50).await;

    let appended = async {
        outbox.append().await;
        current_traceparent().unwrap()
    }
    .instrument(tracing::info_span!("registration"))
    .await;

    let (sender, mut delivered) = unbounded_channel();
    let relay = outbox.relay(move || {
        let sender = sender.clone();
        async move {
            sender.send(current_traceparent().unwrap()).unwrap();
            Ok(())
        }
    });
    let delivered = delivered.recv().await.unwrap();
    relay.stop().await;

    assert_eq!(trace(&delivered), trace(&appended));
    assert_ne!(delivered, appended);
}
