//! The suite as a gateway calls it.

use std::time::Duration;

use kabinet_journey::{Gateway, Lines};
use tonic::transport::{Channel, Endpoint};
use tonic_health::{
    ServingStatus,
    pb::{HealthCheckRequest, health_client::HealthClient},
};

use super::{
    door::Door,
    doors::Doors,
    line::{Line, Mishaps},
    service::Service,
};

/// How long a call may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Makes connections of its own: whatever was killed before is not noticed on them.
pub(super) fn connect(doors: &Doors, mishaps: &Mishaps) -> Gateway {
    let line = |service| {
        let channel = channel(doors.of(service));
        kabinet_journey::Line::new(Line::new(channel, mishaps.clone()))
    };
    let lines = Lines {
        identity: line(Service::Identity),
        profile: line(Service::Profile),
        subscriptions: line(Service::Subscriptions),
    };
    Gateway::new(lines, "gateway/tests")
}

/// Connects with the first call.
pub(crate) fn channel(door: &Door) -> Channel {
    Endpoint::from_shared(door.url())
        .unwrap()
        .timeout(PATIENCE)
        .connect_lazy()
}

/// Waits until the service behind the door says over `grpc.health.v1` that it serves.
pub(super) async fn wait_until_ready(door: &Door, service: Service) {
    let request = HealthCheckRequest {
        service: service.health_name().to_owned(),
    };
    let channel = Endpoint::from_shared(door.url()).unwrap().connect_lazy();
    let watch = async {
        let answer = HealthClient::new(channel).watch(request).await.unwrap();
        let mut states = answer.into_inner();
        while let Some(state) = states.message().await.unwrap() {
            if state.status == ServingStatus::Serving as i32 {
                return;
            }
        }
        panic!("{service:?} stopped telling its health");
    };
    tokio::time::timeout(PATIENCE, watch)
        .await
        .unwrap_or_else(|_| panic!("{service:?} does not get ready"));
}
