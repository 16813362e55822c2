//! Waits until every service says SERVING over `grpc.health.v1`.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context as _, bail};
use tokio::time::{Instant, sleep, timeout_at};
use tonic::transport::Endpoint;
use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::ports::Ports;

/// Services look at their schema and Redis first; longer means that something is wrong.
const PATIENCE: Duration = Duration::from_secs(30);
const PAUSE: Duration = Duration::from_millis(20);

/// Returns when all services are ready, or says which one is not.
pub(super) async fn wait(ports: Ports) -> anyhow::Result<()> {
    let deadline = Instant::now() + PATIENCE;
    for (service, address) in [
        ("verification", ports.verification()),
        ("profile", ports.profile()),
        ("identity", ports.identity()),
        ("subscriptions", ports.subscriptions()),
    ] {
        if timeout_at(deadline, until_serving(address)).await.is_err() {
            bail!("{service} is not ready after {} s", PATIENCE.as_secs());
        }
    }
    Ok(())
}

async fn until_serving(address: SocketAddr) {
    while !matches!(is_serving(address).await, Ok(true)) {
        sleep(PAUSE).await;
    }
}

async fn is_serving(address: SocketAddr) -> anyhow::Result<bool> {
    let endpoint = Endpoint::from_shared(format!("http://{address}"))?;
    let channel = endpoint.connect().await.context("no connection")?;
    let answer = HealthClient::new(channel)
        .check(HealthCheckRequest::default())
        .await?;
    Ok(answer.into_inner().status() == ServingStatus::Serving)
}
