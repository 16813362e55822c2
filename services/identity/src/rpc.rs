//! Between the wire and the use cases: one file per gRPC service.

mod convert;
mod credential_service;
mod directory_service;
mod event_service;
mod event_sink_service;
mod findings;
mod mutation;
mod recovery_service;
mod registration_guide;
mod registration_service;
mod session_service;
mod status;
mod watch;

use std::sync::Arc;

use kabinet_access::Caller;
use kabinet_idempotency::Fingerprints;
use kabinet_proto::identity::v1::credential_service_server::CredentialServiceServer;
use kabinet_proto::identity::v1::directory_service_server::DirectoryServiceServer;
use kabinet_proto::identity::v1::event_service_server::EventServiceServer;
use kabinet_proto::identity::v1::event_sink_service_server::EventSinkServiceServer;
use kabinet_proto::identity::v1::recovery_service_server::RecoveryServiceServer;
use kabinet_proto::identity::v1::registration_service_server::RegistrationServiceServer;
use kabinet_proto::identity::v1::session_service_server::SessionServiceServer;
use kabinet_server::Serve;
use tonic::Request;

use crate::app::App;

/// Full names of the gRPC services that this service serves.
pub const SERVICES: [&str; 7] = [
    "kabinet.identity.v1.CredentialService",
    "kabinet.identity.v1.DirectoryService",
    "kabinet.identity.v1.EventService",
    "kabinet.identity.v1.EventSinkService",
    "kabinet.identity.v1.RecoveryService",
    "kabinet.identity.v1.RegistrationService",
    "kabinet.identity.v1.SessionService",
];

/// What every RPC of this service needs.
#[derive(Clone)]
pub(crate) struct Rpc {
    app: Arc<App>,
    fingerprints: Fingerprints,
}

impl Rpc {
    pub(crate) fn new(app: Arc<App>, fingerprints: Fingerprints) -> Self {
        Self { app, fingerprints }
    }

    /// Adds every gRPC service to a server.
    pub(crate) fn serve_on<A>(self, server: Serve<A>) -> Serve<A> {
        server
            .add_service(RegistrationServiceServer::new(self.clone()))
            .add_service(SessionServiceServer::new(self.clone()))
            .add_service(CredentialServiceServer::new(self.clone()))
            .add_service(RecoveryServiceServer::new(self.clone()))
            .add_service(DirectoryServiceServer::new(self.clone()))
            .add_service(EventServiceServer::new(self.clone()))
            .add_service(EventSinkServiceServer::new(self))
    }
}

/// Names who calls, for idempotency and for tokens.
fn caller_name<T>(request: &Request<T>) -> String {
    Caller::of(request).to_string()
}
