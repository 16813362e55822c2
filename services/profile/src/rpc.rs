//! Between the wire and the domain: one file per gRPC service.

mod contact_point;
mod contact_request;
mod contact_service;
mod directory_service;
mod draft_request;
mod draft_service;
mod event_sink_service;
mod notice;
mod notification_service;
mod parse;
mod person_fields;
mod preference_service;
mod profile_request;
mod profile_service;
mod status;
mod teller;
mod update_mask;
mod violations;

use kabinet_access::Caller;
use kabinet_idempotency::Fingerprints;
use kabinet_proto::profile::v1::{
    contact_service_server::ContactServiceServer, directory_service_server::DirectoryServiceServer,
    draft_service_server::DraftServiceServer, event_sink_service_server::EventSinkServiceServer,
    notification_service_server::NotificationServiceServer,
    preference_service_server::PreferenceServiceServer,
    profile_service_server::ProfileServiceServer,
};
use kabinet_server::Serve;
use tonic::Request;

use crate::app::App;
use parse::Today;

/// Full names of the gRPC services that this service serves.
pub const SERVICES: [&str; 7] = [
    "kabinet.profile.v1.ContactService",
    "kabinet.profile.v1.DirectoryService",
    "kabinet.profile.v1.DraftService",
    "kabinet.profile.v1.EventSinkService",
    "kabinet.profile.v1.NotificationService",
    "kabinet.profile.v1.PreferenceService",
    "kabinet.profile.v1.ProfileService",
];

/// What every RPC of this service needs.
#[derive(Clone)]
pub(crate) struct Rpc {
    app: App,
    fingerprints: Fingerprints,
}

impl Rpc {
    /// Serves the use cases.
    pub(crate) fn new(app: App, fingerprints: Fingerprints) -> Self {
        Self { app, fingerprints }
    }

    /// Adds every gRPC service to a server.
    pub(crate) fn serve_on<A>(self, server: Serve<A>) -> Serve<A> {
        server
            .add_service(ProfileServiceServer::new(self.clone()))
            .add_service(ContactServiceServer::new(self.clone()))
            .add_service(PreferenceServiceServer::new(self.clone()))
            .add_service(NotificationServiceServer::new(self.clone()))
            .add_service(DirectoryServiceServer::new(self.clone()))
            .add_service(DraftServiceServer::new(self.clone()))
            .add_service(EventSinkServiceServer::new(self))
    }

    fn today(&self) -> Today<'_> {
        Today {
            date: self.app.env.now().date(),
            admission: &self.app.admission,
        }
    }
}

/// Names who calls, for the access log and for idempotency.
fn caller_name<T>(request: &Request<T>) -> String {
    Caller::of(request).to_string()
}
