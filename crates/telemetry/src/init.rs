use std::time::Duration;

use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::{SubscriberInitExt as _, TryInitError};

use crate::{ExportError, TelemetryConfig, export, log_layer, panic_hook, span_layer};

/// How long the last spans may take to leave.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(5);

/// Why telemetry could not be started.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// The log filter does not parse.
    #[error("the log filter does not parse")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The exporter could not be set up.
    #[error("spans cannot be exported")]
    Export(#[from] ExportError),
    /// The process has its telemetry already.
    #[error("telemetry was started before in this process")]
    Again(#[from] TryInitError),
}

/// Starts logs and traces for the whole process; called once, inside the runtime.
pub fn init(config: &TelemetryConfig, service: &'static str) -> Result<Guard, InitError> {
    let provider = export::tracer_provider(config, service)?;
    tracing_subscriber::registry()
        .with(span_layer(&provider))
        .with(log_layer(config, service, std::io::stderr)?)
        .try_init()?;
    panic_hook::install();
    Ok(Guard { provider })
}

/// Keeps telemetry running; shut it down before the process ends, else the last spans are lost.
#[derive(Debug)]
#[must_use = "spans that still wait are exported by Guard::shutdown"]
pub struct Guard {
    provider: SdkTracerProvider,
}

impl Guard {
    /// Exports what still waits, for at most five seconds.
    pub async fn shutdown(self) {
        let flushed =
            tokio::task::spawn_blocking(move || self.provider.shutdown_with_timeout(FLUSH_TIMEOUT));
        match flushed.await {
            Ok(Ok(())) => {}
            Ok(Err(error)) => tracing::warn!(%error, "the last spans were not exported"),
            Err(error) => tracing::warn!(%error, "the exporter of spans panicked"),
        }
    }
}
