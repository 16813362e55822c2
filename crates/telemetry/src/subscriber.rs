use opentelemetry::trace::TracerProvider as _;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Subscriber;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::{ParseError, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{EnvFilter, Layer};

use crate::TelemetryConfig;
use crate::logs::{Fields, Lines};

/// Libraries whose own spans would describe the export of spans, or nothing of the suite's work.
const WITHOUT_SPANS: [&str; 6] = ["h2", "hyper", "opentelemetry", "sqlx", "tonic", "tower"];

/// Returns the layer that turns the suite's `tracing` spans into OpenTelemetry spans.
pub fn span_layer<S>(provider: &SdkTracerProvider) -> impl Layer<S> + Send + Sync + use<S>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
{
    let targets = Targets::new()
        .with_default(LevelFilter::INFO)
        .with_targets(WITHOUT_SPANS.map(|target| (target, LevelFilter::OFF)));
    tracing_opentelemetry::layer()
        .with_tracer(provider.tracer("kabinet"))
        .with_location(false)
        .with_threads(false)
        .with_tracked_inactivity(false)
        .with_filter(targets)
}

/// Returns the layer that writes the log, one line per event.
pub fn log_layer<S, W>(
    config: &TelemetryConfig,
    service: &'static str,
    writer: W,
) -> Result<impl Layer<S> + Send + Sync + use<S, W>, ParseError>
where
    S: Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    W: for<'writer> MakeWriter<'writer> + Send + Sync + 'static,
{
    let filter = EnvFilter::builder().parse(&config.log_filter)?;
    Ok(tracing_subscriber::fmt::layer()
        .with_writer(writer)
        .fmt_fields(Fields::new())
        .event_format(Lines::new(config.log_format, service))
        .with_filter(filter))
}
