//! Between the wire and the domain: one file per gRPC service.

mod action;
mod delivery;
mod delivery_service;
mod parse;
mod proof_keys;
mod status;
mod verification;
mod verification_service;

use kabinet_access::Caller;
use kabinet_proto::verification::v1::delivery_service_server::DeliveryServiceServer;
use kabinet_proto::verification::v1::verification_service_server::VerificationServiceServer;
use kabinet_server::Serve;
use tonic::Request;

use crate::app::App;

/// Full names of the gRPC services that this service serves.
pub const SERVICES: [&str; 2] = [
    "kabinet.verification.v1.DeliveryService",
    "kabinet.verification.v1.VerificationService",
];

/// What every RPC of this service needs.
#[derive(Clone)]
pub(crate) struct Rpc {
    app: App,
}

impl Rpc {
    /// Serves the use cases.
    pub(crate) fn new(app: App) -> Self {
        Self { app }
    }

    /// Adds every gRPC service to a server.
    pub(crate) fn serve_on<A>(self, server: Serve<A>) -> Serve<A> {
        server
            .add_service(VerificationServiceServer::new(self.clone()))
            .add_service(DeliveryServiceServer::new(self))
    }
}

fn caller<T>(request: &Request<T>) -> String {
    Caller::of(request).name.clone()
}
