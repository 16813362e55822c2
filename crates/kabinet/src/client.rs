//! The suite as a gateway calls it.

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
    sinks::v1::inbox_service_client::InboxServiceClient,
    subscriptions::v1::{
        account_view_service_client::AccountViewServiceClient,
        catalog_service_client::CatalogServiceClient, link_service_client::LinkServiceClient,
    },
};
use tonic::{
    Request, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::{Channel, Endpoint},
};

use crate::dev::ports::Ports;

/// A channel that says who calls, and for whom.
pub(crate) type Gateway = InterceptedService<Channel, Credentials>;

/// Says that a gateway calls, for a person where there is a token.
#[derive(Clone, Default)]
pub(crate) struct Credentials {
    bearer: Option<MetadataValue<Ascii>>,
}

impl Interceptor for Credentials {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("kabinet-caller", MetadataValue::from_static("gateway/tour"));
        if let Some(bearer) = &self.bearer {
            metadata.insert("authorization", bearer.clone());
        }
        Ok(request)
    }
}

/// Channels to the services, with the token of the person who is logged in.
#[derive(Clone)]
pub(crate) struct Suite {
    identity: Channel,
    profile: Channel,
    subscriptions: Channel,
    inbox: Channel,
    credentials: Credentials,
}

impl Suite {
    /// Connects with the first call.
    pub(crate) fn new(ports: Ports) -> anyhow::Result<Self> {
        let channel = |address| -> anyhow::Result<Channel> {
            Ok(Endpoint::from_shared(format!("http://{address}"))?.connect_lazy())
        };
        Ok(Self {
            identity: channel(ports.identity())?,
            profile: channel(ports.profile())?,
            subscriptions: channel(ports.subscriptions())?,
            inbox: channel(ports.inbox())?,
            credentials: Credentials::default(),
        })
    }

    /// Calls for a person from now on.
    pub(crate) fn logged_in(&self, access_token: &str) -> anyhow::Result<Self> {
        let mut bearer: MetadataValue<Ascii> = format!("Bearer {access_token}").parse()?;
        bearer.set_sensitive(true);
        Ok(Self {
            credentials: Credentials {
                bearer: Some(bearer),
            },
            ..self.clone()
        })
    }

    pub(crate) fn registration(&self) -> RegistrationServiceClient<Gateway> {
        RegistrationServiceClient::new(self.gateway(&self.identity))
    }

    pub(crate) fn sessions(&self) -> SessionServiceClient<Gateway> {
        SessionServiceClient::new(self.gateway(&self.identity))
    }

    pub(crate) fn credentials(&self) -> CredentialServiceClient<Gateway> {
        CredentialServiceClient::new(self.gateway(&self.identity))
    }

    pub(crate) fn recovery(&self) -> RecoveryServiceClient<Gateway> {
        RecoveryServiceClient::new(self.gateway(&self.identity))
    }

    pub(crate) fn events(&self) -> EventServiceClient<Gateway> {
        EventServiceClient::new(self.gateway(&self.identity))
    }

    pub(crate) fn profile(&self) -> ProfileServiceClient<Gateway> {
        ProfileServiceClient::new(self.gateway(&self.profile))
    }

    pub(crate) fn contacts(&self) -> ContactServiceClient<Gateway> {
        ContactServiceClient::new(self.gateway(&self.profile))
    }

    pub(crate) fn preferences(&self) -> PreferenceServiceClient<Gateway> {
        PreferenceServiceClient::new(self.gateway(&self.profile))
    }

    pub(crate) fn notices(&self) -> NotificationServiceClient<Gateway> {
        NotificationServiceClient::new(self.gateway(&self.profile))
    }

    pub(crate) fn catalog(&self) -> CatalogServiceClient<Gateway> {
        CatalogServiceClient::new(self.gateway(&self.subscriptions))
    }

    pub(crate) fn links(&self) -> LinkServiceClient<Gateway> {
        LinkServiceClient::new(self.gateway(&self.subscriptions))
    }

    pub(crate) fn views(&self) -> AccountViewServiceClient<Gateway> {
        AccountViewServiceClient::new(self.gateway(&self.subscriptions))
    }

    pub(crate) fn inbox(&self) -> InboxServiceClient<Gateway> {
        InboxServiceClient::new(self.gateway(&self.inbox))
    }

    fn gateway(&self, channel: &Channel) -> Gateway {
        InterceptedService::new(channel.clone(), self.credentials.clone())
    }
}
