//! The suite as a gateway calls it.

mod metadata;

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
use tonic::{body::Body, codegen::StdError, service::interceptor::InterceptedService};
use tower::util::BoxCloneSyncService;

pub use metadata::Metadata;

/// The way to a service, whatever befalls a call on it.
pub type Line = BoxCloneSyncService<http::Request<Body>, http::Response<Body>, StdError>;

/// A line with what goes along with every call.
pub type Calls = InterceptedService<Line, Metadata>;

/// The lines to the services that gateways call.
#[derive(Clone, Debug)]
pub struct Lines {
    /// To identity.
    pub identity: Line,
    /// To profile.
    pub profile: Line,
    /// To subscriptions.
    pub subscriptions: Line,
}

/// Calls the services, for a person where there is an access token.
#[derive(Clone, Debug)]
pub struct Gateway {
    lines: Lines,
    metadata: Metadata,
}

impl Gateway {
    /// Makes a gateway that says it is `caller`: `gateway/` and a name.
    pub fn new(lines: Lines, caller: &str) -> Self {
        Self {
            lines,
            metadata: Metadata::default().with("kabinet-caller", caller),
        }
    }

    /// Sends this along with every call.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: &str) -> Self {
        self.metadata = self.metadata.with(key, value);
        self
    }

    /// Calls for the person who has this access token.
    #[must_use]
    pub fn for_person(self, access_token: &str) -> Self {
        self.with("authorization", &format!("Bearer {access_token}"))
    }

    /// Calls `RegistrationService`.
    pub fn registration(&self) -> RegistrationServiceClient<Calls> {
        RegistrationServiceClient::new(self.calls(&self.lines.identity))
    }

    /// Calls `SessionService`.
    pub fn sessions(&self) -> SessionServiceClient<Calls> {
        SessionServiceClient::new(self.calls(&self.lines.identity))
    }

    /// Calls `CredentialService`.
    pub fn credentials(&self) -> CredentialServiceClient<Calls> {
        CredentialServiceClient::new(self.calls(&self.lines.identity))
    }

    /// Calls `RecoveryService`.
    pub fn recovery(&self) -> RecoveryServiceClient<Calls> {
        RecoveryServiceClient::new(self.calls(&self.lines.identity))
    }

    /// Calls `EventService`.
    pub fn events(&self) -> EventServiceClient<Calls> {
        EventServiceClient::new(self.calls(&self.lines.identity))
    }

    /// Calls `ProfileService`.
    pub fn profile(&self) -> ProfileServiceClient<Calls> {
        ProfileServiceClient::new(self.calls(&self.lines.profile))
    }

    /// Calls `ContactService`.
    pub fn contacts(&self) -> ContactServiceClient<Calls> {
        ContactServiceClient::new(self.calls(&self.lines.profile))
    }

    /// Calls `NotificationService`.
    pub fn notices(&self) -> NotificationServiceClient<Calls> {
        NotificationServiceClient::new(self.calls(&self.lines.profile))
    }

    /// Calls `PreferenceService`.
    pub fn preferences(&self) -> PreferenceServiceClient<Calls> {
        PreferenceServiceClient::new(self.calls(&self.lines.profile))
    }

    /// Calls `CatalogService`.
    pub fn catalog(&self) -> CatalogServiceClient<Calls> {
        CatalogServiceClient::new(self.calls(&self.lines.subscriptions))
    }

    /// Calls `LinkService`.
    pub fn links(&self) -> LinkServiceClient<Calls> {
        LinkServiceClient::new(self.calls(&self.lines.subscriptions))
    }

    /// Calls `AccountViewService`.
    pub fn views(&self) -> AccountViewServiceClient<Calls> {
        AccountViewServiceClient::new(self.calls(&self.lines.subscriptions))
    }

    /// Calls `BssIngestService`.
    pub fn ingest(&self) -> BssIngestServiceClient<Calls> {
        BssIngestServiceClient::new(self.calls(&self.lines.subscriptions))
    }

    fn calls(&self, line: &Line) -> Calls {
        InterceptedService::new(line.clone(), self.metadata.clone())
    }
}
