use std::future::Future;
use std::time::Duration;

use tonic_health::ServingStatus;
use tonic_health::server::HealthReporter;

use crate::BoxError;

/// How often a server that is not ready looks again.
const RETRY: Duration = Duration::from_secs(1);

/// What the server says about itself over `grpc.health.v1`.
#[derive(Clone, Debug)]
pub(crate) struct Health {
    reporter: HealthReporter,
    services: Vec<&'static str>,
}

impl Health {
    pub(crate) fn new(reporter: HealthReporter, services: Vec<&'static str>) -> Self {
        Self { reporter, services }
    }

    pub(crate) async fn set(&self, status: ServingStatus) {
        self.reporter.set_service_status("", status).await;
        for service in &self.services {
            self.reporter.set_service_status(service, status).await;
        }
    }

    /// Says SERVING as soon as the check succeeds.
    pub(crate) async fn serve_once_ready<F, C>(&self, check: F)
    where
        F: Fn() -> C,
        C: Future<Output = Result<(), BoxError>>,
    {
        let mut last = String::new();
        while let Err(error) = check().await {
            let reason = error.to_string();
            if reason != last {
                tracing::warn!(
                    error = &*error as &dyn std::error::Error,
                    "not ready to serve"
                );
                last = reason;
            }
            tokio::time::sleep(RETRY).await;
        }
        self.set(ServingStatus::Serving).await;
        tracing::info!("ready to serve");
    }
}
