use opentelemetry_sdk::trace::SdkTracerProvider;
use tonic::Request;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::harness::{Profile, activation, ids};

const TRACE_ID: &str = "0af7651916cd43dd8448eb211c80319c";

/// One thread: the subscriber is this thread's own.
#[tokio::test(flavor = "current_thread")]
async fn reading_and_event_belong_to_the_callers_trace() {
    let provider = SdkTracerProvider::builder().build();
    let spans = tracing_subscriber::registry().with(kabinet_telemetry::span_layer(&provider));
    let _guard = kabinet_testkit::observed_by(spans);

    let profile = Profile::start().await;
    profile.identity.goes_away();
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    let mut request = Request::new(activation(&registration_id, account_id));
    let traceparent = format!("00-{TRACE_ID}-b7ad6b7169203331-01");
    let metadata = request.metadata_mut();
    metadata.insert("traceparent", traceparent.parse().unwrap());
    profile.drafts().activate_draft(request).await.unwrap();

    let noted: Option<String> = sqlx::query_scalar("SELECT trace_id FROM profile.access_log")
        .fetch_one(&profile.pool)
        .await
        .unwrap();
    assert_eq!(noted.as_deref(), Some(TRACE_ID));
    let carried: Option<String> =
        sqlx::query_scalar("SELECT traceparent FROM profile.outbox_event")
            .fetch_one(&profile.pool)
            .await
            .unwrap();
    assert_eq!(&carried.unwrap()[3..35], TRACE_ID);
}
