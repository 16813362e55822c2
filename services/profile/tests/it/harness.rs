//! A running service and the words of its tests.

mod accounts;
mod contacts;
mod delivery;
mod journey;
mod notices;
mod rows;
mod tokens;

use std::{net::Ipv4Addr, time::Duration};

use kabinet_config::Sources;
use kabinet_env::{Env, manual::ManualClock};
use kabinet_peer::Peer;
use kabinet_profile::{MIGRATOR, Peers, Server};
use kabinet_proto::profile::v1::{
    contact_service_client::ContactServiceClient, directory_service_client::DirectoryServiceClient,
    draft_service_client::DraftServiceClient, event_sink_service_client::EventSinkServiceClient,
    notification_service_client::NotificationServiceClient,
    preference_service_client::PreferenceServiceClient,
    profile_service_client::ProfileServiceClient,
};
use kabinet_seal::KeyRing;
use kabinet_server::Service as _;
use kabinet_testkit::{ISSUER, TestDatabase, held_to_contract};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use tonic::{
    service::interceptor::InterceptedService,
    transport::{Channel, Endpoint},
};

pub(crate) use accounts::FakeAccounts;
pub(crate) use contacts::{confirm, replace, start};
pub(crate) use delivery::{FakeDelivery, Mood};
pub(crate) use journey::{
    EMAIL, MOBILE, activation, contacts, ids, person, personal_data, registration_id, request_id,
};
pub(crate) use kabinet_testkit::{
    By, CallAs, CodeCall, FakeCodes, FakeIdentity, Forgery, refused, violations,
};
pub(crate) use notices::{
    access_ended, login_reminder, new_login, notice, notice_in, password_changed, password_reset,
    personal_data_changed, recovery_started, service_linked, service_unlinked,
};
pub(crate) use rows::Reading;
pub(crate) use tokens::{forged_token, token};

/// Far more than anything needs that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// A client that says who calls.
pub(crate) type Client = InterceptedService<Channel, CallAs>;

/// The service, serving on a port of its own.
pub(crate) struct Profile {
    pub(crate) env: Env,
    pub(crate) clock: ManualClock,
    pub(crate) identity: FakeIdentity,
    pub(crate) accounts: FakeAccounts,
    pub(crate) delivery: FakeDelivery,
    pub(crate) codes: FakeCodes,
    /// Looks at the tables.
    pub(crate) pool: PgPool,
    pub(crate) channel: Channel,
    stop: CancellationToken,
    serving: JoinHandle<()>,
    url: String,
    /// How long a call waits for a connection.
    acquire_timeout: Duration,
    keys: TempDir,
    _database: TestDatabase,
}

impl Profile {
    /// Starts the service with a database and an identity of its own.
    pub(crate) async fn start() -> Self {
        let database = TestDatabase::new("profile", &MIGRATOR).await;
        let url = database.app_url();
        Self::start_on(database, &url, PATIENCE).await
    }

    /// Starts the service with a database that does not answer.
    pub(crate) async fn start_without_database() -> Self {
        let database = TestDatabase::new("profile", &MIGRATOR).await;
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let url = format!("postgres://profile_app@{}/x", free.local_addr().unwrap());
        drop(free);
        Self::start_on(database, &url, Duration::from_secs(1)).await
    }

    async fn start_on(database: TestDatabase, url: &str, acquire_timeout: Duration) -> Self {
        let (env, clock) = ManualClock::new(1);
        let keys = tempfile::tempdir().unwrap();
        KeyRing::generate(keys.path(), &env, "k1").unwrap();
        let mut profile = Self {
            identity: FakeIdentity::new(env.clone()),
            accounts: FakeAccounts::default(),
            delivery: FakeDelivery::default(),
            codes: FakeCodes::new(env.clone(), "profile"),
            env,
            clock,
            pool: database.admin_pool().await,
            channel: Endpoint::from_static("http://nowhere.invalid").connect_lazy(),
            stop: CancellationToken::new(),
            serving: tokio::spawn(async {}),
            url: url.to_owned(),
            acquire_timeout,
            keys,
            _database: database,
        };
        profile.serve().await;
        profile
    }

    /// Ends the process and starts another one on the same database.
    pub(crate) async fn restart(&mut self) {
        self.stop.cancel();
        self.channel = Endpoint::from_static("http://nowhere.invalid").connect_lazy();
        (&mut self.serving).await.unwrap();
        self.serve().await;
    }

    async fn serve(&mut self) {
        let keys = self.keys.path().to_str().unwrap();
        let acquire_timeout = self.acquire_timeout.as_secs().to_string();
        let patience = PATIENCE.as_secs().to_string();
        let sources = Sources::from_pairs([
            ("PROFILE_DATABASE_URL", self.url.as_str()),
            (
                "PROFILE_DATABASE_ACQUIRE_TIMEOUT_SECONDS",
                acquire_timeout.as_str(),
            ),
            // Tests hold locks for as long as their calls need to meet there.
            (
                "PROFILE_DATABASE_STATEMENT_TIMEOUT_SECONDS",
                patience.as_str(),
            ),
            ("PROFILE_DATABASE_LOCK_TIMEOUT_SECONDS", patience.as_str()),
            ("PROFILE_KEYS_DIR", keys),
            ("PROFILE_TOKEN_ISSUER", ISSUER),
        ]);
        let config = Server::read_config(&sources);
        sources.check().unwrap();

        let peer = |channel, name| Peer::from_channel(channel, "profile", name);
        let peers = Peers {
            identity: peer(self.accounts.serve(&self.identity), "identity").with_deadline(PATIENCE),
            verification: peer(self.delivery.serve(&self.codes), "verification")
                .with_deadline(PATIENCE),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = Server::start_with(config, self.env.clone(), peers, listener, stop.clone());
        self.serving = tokio::spawn(async move { serving.await.unwrap() });
        self.stop = stop;
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        self.channel = held_to_contract(endpoint.connect_lazy());
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

    /// Calls `DirectoryService` as identity.
    pub(crate) fn directory(&self) -> DirectoryServiceClient<Client> {
        self.directory_for("identity")
    }

    /// Calls `DirectoryService` as a service.
    pub(crate) fn directory_for(&self, service: &str) -> DirectoryServiceClient<Client> {
        let caller = CallAs::caller(&format!("service/{service}"));
        DirectoryServiceClient::new(self.client(caller))
    }

    /// Calls `PreferenceService` as a gateway, perhaps for a person.
    pub(crate) fn preferences(&self, call_as: CallAs) -> PreferenceServiceClient<Client> {
        PreferenceServiceClient::new(self.client(call_as))
    }

    /// Calls `NotificationService` as a service, or as a gateway for a person.
    pub(crate) fn notifications(&self, call_as: CallAs) -> NotificationServiceClient<Client> {
        NotificationServiceClient::new(self.client(call_as))
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
