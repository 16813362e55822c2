use std::time::Duration;

use opentelemetry::KeyValue;
use opentelemetry_otlp::{ExporterBuildError, SpanExporter, WithTonicConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider,
};
use tonic::transport::{ClientTlsConfig, Endpoint};

use crate::TelemetryConfig;

/// Spans that wait for the exporter; more are dropped, so that a hung collector costs no memory.
const QUEUE_SPANS: usize = 4_096;
/// Spans in one export.
const BATCH_SPANS: usize = 512;
/// How long a span waits for company.
const BATCH_DELAY: Duration = Duration::from_secs(1);
/// How long one export may take; the export runs on a thread of its own.
const EXPORT_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the exporter could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The collector's address is no URL.
    #[error("the OTLP endpoint is not a URL")]
    Endpoint(#[source] tonic::transport::Error),
    /// The exporter refused its settings.
    #[error("the OTLP exporter cannot be built")]
    Exporter(#[source] ExporterBuildError),
}

/// Builds the source of spans; without an endpoint spans get ids and travel, but are not exported.
pub(crate) fn tracer_provider(
    config: &TelemetryConfig,
    service: &'static str,
) -> Result<SdkTracerProvider, ExportError> {
    // The SDK's own defaults read the environment, which only configuration may do.
    let resource = Resource::builder_empty()
        .with_attribute(KeyValue::new("service.namespace", "kabinet"))
        .with_attribute(KeyValue::new("service.name", service))
        .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
        .build();
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.sample_ratio)));
    let mut builder = SdkTracerProvider::builder()
        .with_resource(resource)
        .with_sampler(sampler);
    if let Some(endpoint) = &config.otlp_endpoint {
        builder = builder.with_span_processor(batches(endpoint)?);
    }
    Ok(builder.build())
}

fn batches(endpoint: &str) -> Result<BatchSpanProcessor, ExportError> {
    let mut channel = Endpoint::from_shared(endpoint.to_owned())
        .map_err(ExportError::Endpoint)?
        .connect_timeout(EXPORT_TIMEOUT)
        .timeout(EXPORT_TIMEOUT);
    if channel.uri().scheme() == Some(&http::uri::Scheme::HTTPS) {
        channel = channel
            .tls_config(ClientTlsConfig::new().with_webpki_roots())
            .map_err(ExportError::Endpoint)?;
    }
    let exporter = SpanExporter::builder()
        .with_tonic()
        .with_channel(channel.connect_lazy())
        .build()
        .map_err(ExportError::Exporter)?;
    let config = BatchConfigBuilder::default()
        .with_max_queue_size(QUEUE_SPANS)
        .with_max_export_batch_size(BATCH_SPANS)
        .with_scheduled_delay(BATCH_DELAY)
        .build();
    Ok(BatchSpanProcessor::builder(exporter)
        .with_batch_config(config)
        .build())
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use opentelemetry::trace::{Tracer as _, TracerProvider as _};
    use tokio::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_silent_collector_delays_no_span() {
        // It accepts (the kernel does) and never says a word.
        let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let config = TelemetryConfig {
            otlp_endpoint: Some(format!("http://{}", silent.local_addr().unwrap())),
            ..TelemetryConfig::default()
        };
        let provider = tracer_provider(&config, "test").unwrap();
        let tracer = provider.tracer("test");
        let started = Instant::now();
        for _ in 0..4 * QUEUE_SPANS {
            drop(tracer.start("work"));
        }
        assert!(
            started.elapsed() < EXPORT_TIMEOUT,
            "{:?}",
            started.elapsed()
        );
        // Else dropping it would wait for the collector.
        let _ = provider.shutdown_with_timeout(Duration::ZERO);
    }

    #[test]
    fn an_endpoint_must_be_a_url() {
        let config = TelemetryConfig {
            otlp_endpoint: Some("not a url".to_owned()),
            ..TelemetryConfig::default()
        };
        let refused = tracer_provider(&config, "test");
        assert!(matches!(refused, Err(ExportError::Endpoint(_))));
    }
}
