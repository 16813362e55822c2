//! Between the wire and the use cases: one file per gRPC service.

mod account_view_service;
mod bss_ingest_service;
mod catalog_service;
mod contract_record;
mod link_message;
mod link_service;
mod mutation;
mod status;
mod view_message;

use std::sync::Arc;
use std::time::Duration;

use kabinet_access::Caller;
use kabinet_idempotency::Fingerprints;
use kabinet_proto::subscriptions::v1::account_view_service_server::AccountViewServiceServer;
use kabinet_proto::subscriptions::v1::bss_ingest_service_server::BssIngestServiceServer;
use kabinet_proto::subscriptions::v1::catalog_service_server::CatalogServiceServer;
use kabinet_proto::subscriptions::v1::link_service_server::LinkServiceServer;
use kabinet_server::Serve;
use tonic::Request;

use crate::app::App;

/// Full names of the gRPC services that this service serves.
pub const SERVICES: [&str; 4] = [
    "kabinet.subscriptions.v1.AccountViewService",
    "kabinet.subscriptions.v1.BssIngestService",
    "kabinet.subscriptions.v1.CatalogService",
    "kabinet.subscriptions.v1.LinkService",
];

/// The RPC that may take long where its caller asks for it.
const COMMIT_SNAPSHOT: &str = "/kabinet.subscriptions.v1.BssIngestService/CommitSnapshot";
/// How long it may take.
const LONGEST_COMMIT: Duration = Duration::from_mins(10);

/// What every RPC of this service needs.
#[derive(Clone)]
pub(crate) struct Rpc {
    app: Arc<App>,
    fingerprints: Fingerprints,
    /// Streams of billing systems that are open.
    streams: bss_ingest_service::Streams,
}

impl Rpc {
    /// Serves the use cases.
    pub(crate) fn new(app: Arc<App>, fingerprints: Fingerprints) -> Self {
        Self {
            app,
            fingerprints,
            streams: bss_ingest_service::Streams::default(),
        }
    }

    /// Adds every gRPC service to a server.
    pub(crate) fn serve_on<A>(self, server: Serve<A>) -> Serve<A> {
        server
            .add_service(AccountViewServiceServer::new(self.clone()))
            .add_service(BssIngestServiceServer::new(self.clone()))
            .allow(COMMIT_SNAPSHOT, LONGEST_COMMIT)
            .add_service(CatalogServiceServer::new(self.clone()))
            .add_service(LinkServiceServer::new(self))
    }
}

/// Names who calls, for idempotency.
fn caller_name<T>(request: &Request<T>) -> String {
    Caller::of(request).to_string()
}
