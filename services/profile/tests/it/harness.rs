//! A running service and the words of its tests.

mod call_as;
mod identity;
mod journey;
mod refusal;
mod rows;

use std::net::Ipv4Addr;

use kabinet_config::Sources;
use kabinet_env::{Env, manual::ManualClock};
use kabinet_peer::Peer;
use kabinet_profile::{MIGRATOR, Peers, Server};
use kabinet_proto::profile::v1::{
    contact_service_client::ContactServiceClient, draft_service_client::DraftServiceClient,
    event_sink_service_client::EventSinkServiceClient,
    profile_service_client::ProfileServiceClient,
};
use kabinet_seal::KeyRing;
use kabinet_server::Service as _;
use kabinet_testkit::{ISSUER, TestDatabase};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

pub(crate) use call_as::CallAs;
pub(crate) use identity::FakeIdentity;
pub(crate) use journey::{
    EMAIL, MOBILE, activation, contacts, ids, person, personal_data, registration_id, request_id,
};
pub(crate) use refusal::{refused, violations};
pub(crate) use rows::Reading;

/// A client that says who calls.
pub(crate) type Client = InterceptedService<Channel, CallAs>;

/// The service, serving on a port of its own.
pub(crate) struct Profile {
    pub(crate) env: Env,
    pub(crate) clock: ManualClock,
    pub(crate) identity: FakeIdentity,
    /// Looks at the tables.
    pub(crate) pool: PgPool,
    pub(crate) channel: Channel,
    stop: CancellationToken,
    _database: TestDatabase,
    _keys: TempDir,
}

impl Profile {
    /// Starts the service with a database and an identity of its own.
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::new("profile", &MIGRATOR).await;
        let url = database.app_url();
        Self::start_on(database, &url).await
    }

    /// Starts the service with a database that does not answer.
    pub(crate) async fn start_without_database() -> Self {
        let database = TestDatabase::new("profile", &MIGRATOR).await;
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("postgres://profile_app@{}/x", free.local_addr().unwrap());
        drop(free);
        Self::start_on(database, &url).await
    }

    async fn start_on(database: TestDatabase, url: &str) -> Self {
        let (env, clock) = ManualClock::new(1);
        let keys = tempfile::tempdir().unwrap();
        KeyRing::generate(keys.path(), &env, "k1").unwrap();
        let sources = Sources::from_pairs([
            ("PROFILE_DATABASE_URL", url),
            ("PROFILE_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "1"),
            ("PROFILE_KEYS_DIR", keys.path().to_str().unwrap()),
            ("PROFILE_TOKEN_ISSUER", ISSUER),
        ]);
        let config = Server::read_config(&sources);
        sources.check().unwrap();

        let identity = FakeIdentity::new(env.clone());
        let peers = Peers {
            identity: Peer::from_channel(identity.serve(), "profile", "identity"),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = Server::start_with(config, env.clone(), peers, listener, stop.clone());
        tokio::spawn(async move { serving.await.unwrap() });
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        Self {
            env,
            clock,
            identity,
            pool: database.admin_pool().await,
            channel: endpoint.connect_lazy(),
            stop,
            _database: database,
            _keys: keys,
        }
    }

    /// Calls `DraftService` as identity.
    pub(crate) fn drafts(&self) -> DraftServiceClient<Client> {
        DraftServiceClient::new(self.client(CallAs::caller("service/identity")))
    }

    /// Calls `EventSinkService` as a service.
    pub(crate) fn event_sink(&self, caller: &str) -> EventSinkServiceClient<Client> {
        EventSinkServiceClient::new(self.client(CallAs::caller(caller)))
    }

    /// Calls `ProfileService` as a gateway, perhaps for a person.
    pub(crate) fn profiles(&self, call_as: CallAs) -> ProfileServiceClient<Client> {
        ProfileServiceClient::new(self.client(call_as))
    }

    /// Calls `ContactService` as a gateway, perhaps for a person.
    pub(crate) fn contact_points(&self, call_as: CallAs) -> ContactServiceClient<Client> {
        ContactServiceClient::new(self.client(call_as))
    }

    fn client(&self, call_as: CallAs) -> Client {
        InterceptedService::new(self.channel.clone(), call_as)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
