//! Between the wire and the domain: one file per gRPC service.

mod contact_service;
mod draft_request;
mod draft_service;
mod event_sink_service;
mod parse;
mod profile_service;
mod status;
mod violations;

use kabinet_access::Caller;
use kabinet_idempotency::Fingerprints;
use kabinet_proto::profile::v1::{
    contact_service_server::ContactServiceServer, draft_service_server::DraftServiceServer,
    event_sink_service_server::EventSinkServiceServer,
    profile_service_server::ProfileServiceServer,
};
use kabinet_server::Serve;
use tonic::Request;

use crate::app::App;

/// Full names of the gRPC services that this service serves.
pub const SERVICES: [&str; 4] = [
    "kabinet.profile.v1.ContactService",
    "kabinet.profile.v1.DraftService",
    "kabinet.profile.v1.EventSinkService",
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
            .add_service(DraftServiceServer::new(self.clone()))
            .add_service(EventSinkServiceServer::new(self))
    }
}

/// Names who calls, for the access log and for idempotency.
fn caller_name<T>(request: &Request<T>) -> String {
    Caller::of(request).to_string()
}
