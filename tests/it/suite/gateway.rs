//! The suite as a gateway calls it.

use std::time::Duration;

use kabinet_proto::{
    identity::v1::{
        credential_service_client::CredentialServiceClient,
        event_service_client::EventServiceClient, recovery_service_client::RecoveryServiceClient,
        registration_service_client::RegistrationServiceClient,
        session_service_client::SessionServiceClient,
    },
    profile::v1::{
        contact_service_client::ContactServiceClient,
        notification_service_client::NotificationServiceClient,
        preference_service_client::PreferenceServiceClient,
        profile_service_client::ProfileServiceClient,
    },
    subscriptions::v1::{
        account_view_service_client::AccountViewServiceClient,
        bss_ingest_service_client::BssIngestServiceClient,
        catalog_service_client::CatalogServiceClient, link_service_client::LinkServiceClient,
    },
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};
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

/// A channel with what goes along with every call.
pub(crate) type Calls = InterceptedService<Line, Credentials>;

/// Says who calls, for whom, and in which trace.
#[derive(Clone)]
pub(crate) struct Credentials {
    metadata: Vec<(&'static str, MetadataValue<Ascii>)>,
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        for (key, value) in &self.metadata {
            request.metadata_mut().insert(*key, value.clone());
        }
        Ok(request)
    }
}

/// Connections of their own: whatever was killed before is not noticed here.
#[derive(Clone)]
pub(crate) struct Gateway {
    identity: Channel,
    profile: Channel,
    subscriptions: Channel,
    credentials: Credentials,
    mishaps: Mishaps,
}

impl Gateway {
    pub(super) fn new(doors: &Doors, mishaps: Mishaps) -> Self {
        Self {
            identity: channel(doors.of(Service::Identity)),
            profile: channel(doors.of(Service::Profile)),
            subscriptions: channel(doors.of(Service::Subscriptions)),
            credentials: Credentials {
                metadata: vec![(
                    "kabinet-caller",
                    MetadataValue::from_static("gateway/tests"),
                )],
            },
            mishaps,
        }
    }

    /// Sends this along with every call.
    pub(crate) fn with(mut self, key: &'static str, value: &str) -> Self {
        self.credentials
            .metadata
            .push((key, value.parse().unwrap()));
        self
    }

    /// Calls for the person who has this access token.
    pub(crate) fn for_person(self, access_token: &str) -> Self {
        self.with("authorization", &format!("Bearer {access_token}"))
    }

    pub(crate) fn registration(&self) -> RegistrationServiceClient<Calls> {
        RegistrationServiceClient::new(self.calls(&self.identity))
    }

    pub(crate) fn sessions(&self) -> SessionServiceClient<Calls> {
        SessionServiceClient::new(self.calls(&self.identity))
    }

    pub(crate) fn credentials(&self) -> CredentialServiceClient<Calls> {
        CredentialServiceClient::new(self.calls(&self.identity))
    }

    pub(crate) fn recovery(&self) -> RecoveryServiceClient<Calls> {
        RecoveryServiceClient::new(self.calls(&self.identity))
    }

    pub(crate) fn events(&self) -> EventServiceClient<Calls> {
        EventServiceClient::new(self.calls(&self.identity))
    }

    pub(crate) fn profile(&self) -> ProfileServiceClient<Calls> {
        ProfileServiceClient::new(self.calls(&self.profile))
    }

    pub(crate) fn contacts(&self) -> ContactServiceClient<Calls> {
        ContactServiceClient::new(self.calls(&self.profile))
    }

    pub(crate) fn notices(&self) -> NotificationServiceClient<Calls> {
        NotificationServiceClient::new(self.calls(&self.profile))
    }

    pub(crate) fn preferences(&self) -> PreferenceServiceClient<Calls> {
        PreferenceServiceClient::new(self.calls(&self.profile))
    }

    pub(crate) fn catalog(&self) -> CatalogServiceClient<Calls> {
        CatalogServiceClient::new(self.calls(&self.subscriptions))
    }

    pub(crate) fn links(&self) -> LinkServiceClient<Calls> {
        LinkServiceClient::new(self.calls(&self.subscriptions))
    }

    pub(crate) fn views(&self) -> AccountViewServiceClient<Calls> {
        AccountViewServiceClient::new(self.calls(&self.subscriptions))
    }

    pub(crate) fn ingest(&self) -> BssIngestServiceClient<Calls> {
        BssIngestServiceClient::new(self.calls(&self.subscriptions))
    }

    fn calls(&self, channel: &Channel) -> Calls {
        let line = Line::new(channel.clone(), self.mishaps.clone());
        InterceptedService::new(line, self.credentials.clone())
    }
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
