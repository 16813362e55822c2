//! A running service between peers that speak the real contracts, and the words of its tests.

mod import;
mod profile;
mod rows;

use std::net::Ipv4Addr;
use std::time::Duration;

use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_env::id::AccountId;
use kabinet_env::manual::ManualClock;
use kabinet_peer::Peer;
use kabinet_proto::subscriptions::v1::account_view_service_client::AccountViewServiceClient;
use kabinet_proto::subscriptions::v1::bss_ingest_service_client::BssIngestServiceClient;
use kabinet_proto::subscriptions::v1::catalog_service_client::CatalogServiceClient;
use kabinet_proto::subscriptions::v1::link_service_client::LinkServiceClient;
use kabinet_seal::KeyRing;
use kabinet_server::Service as _;
use kabinet_subscriptions::{MIGRATOR, Peers, Server};
use kabinet_testkit::{ISSUER, TestDatabase, held_to_contract, serve_in_memory};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};

pub(crate) use kabinet_testkit::{
    Asked, By, CallAs, CodeCall, FakeCodes, FakeIdentity, Forgery, refused, violations,
};
pub(crate) use profile::FakeProfile;

/// What goes on beside the calls and sleeps in between: the outbox's relay, the sweepers of links and
/// of snapshots, the watch of the key ring.
const BACKGROUND: usize = 4;
/// What a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(20);

/// Billing system that the service takes contracts from.
pub(crate) const SOURCE: &str = "demo";

/// A client that says who calls.
pub(crate) type Client = InterceptedService<Channel, CallAs>;

/// The service, serving on a port of its own.
pub(crate) struct Subscriptions {
    pub(crate) env: Env,
    pub(crate) clock: ManualClock,
    pub(crate) identity: FakeIdentity,
    pub(crate) codes: FakeCodes,
    pub(crate) profile: FakeProfile,
    /// Looks at the tables.
    pub(crate) pool: PgPool,
    pub(crate) channel: Channel,
    pub(crate) database: TestDatabase,
    running: Running,
    keys: TempDir,
}

struct Running {
    stop: CancellationToken,
    task: Option<JoinHandle<()>>,
}

impl Subscriptions {
    /// Starts the service with a database, keys and peers of its own.
    pub(crate) async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// Starts the service with settings of its own.
    pub(crate) async fn start_with(settings: &[(&str, &str)]) -> Self {
        let (env, clock) = ManualClock::new(1);
        let database = TestDatabase::new("subscriptions", &MIGRATOR).await;
        let keys = tempfile::tempdir().unwrap();
        KeyRing::generate(keys.path(), &env, "k1").unwrap();
        let identity = FakeIdentity::new(env.clone());
        let codes = FakeCodes::new(env.clone(), "subscriptions");
        let profile = FakeProfile::default();
        let pool = database.admin_pool().await;
        let around = Around {
            env: &env,
            url: &database.app_url(),
            keys: &keys,
            identity: &identity,
            codes: &codes,
            profile: &profile,
        };
        let (running, channel) = around.serve(settings).await;
        Self {
            env,
            clock,
            identity,
            codes,
            profile,
            pool,
            channel,
            database,
            running,
            keys,
        }
    }

    /// Stops the service and starts it again on the same data with other settings.
    pub(crate) async fn restarts_with(&mut self, settings: &[(&str, &str)]) {
        self.stops().await;
        let around = Around {
            env: &self.env,
            url: &self.database.app_url(),
            keys: &self.keys,
            identity: &self.identity,
            codes: &self.codes,
            profile: &self.profile,
        };
        (self.running, self.channel) = around.serve(settings).await;
    }

    /// Stops the service; whatever it does beside the calls is done.
    pub(crate) async fn stops(&mut self) {
        self.running.stop.cancel();
        if let Some(task) = self.running.task.take() {
            task.await.unwrap();
        }
    }

    /// Puts a newer key beside those that are there; the service takes it up when it starts again.
    pub(crate) fn adds_key(&self, kid: &str) {
        KeyRing::generate(self.keys.path(), &self.env, kid).unwrap();
    }

    /// Calls `CatalogService` as a gateway.
    pub(crate) fn catalog(&self) -> CatalogServiceClient<Client> {
        CatalogServiceClient::new(self.client(CallAs::gateway()))
    }

    /// Calls `LinkService` as a person who is logged in.
    pub(crate) fn links(&self, account_id: AccountId) -> LinkServiceClient<Client> {
        LinkServiceClient::new(self.client(self.person(account_id)))
    }

    /// Calls `AccountViewService` as a person who is logged in.
    pub(crate) fn views(&self, account_id: AccountId) -> AccountViewServiceClient<Client> {
        AccountViewServiceClient::new(self.client(self.person(account_id)))
    }

    /// Calls `BssIngestService` as a billing system.
    pub(crate) fn bss(&self, source_id: &str) -> BssIngestServiceClient<Client> {
        let caller = CallAs::caller(&format!("bss/{source_id}"));
        BssIngestServiceClient::new(self.client(caller))
    }

    /// A gateway that serves a person who is logged in.
    pub(crate) fn person(&self, account_id: AccountId) -> CallAs {
        CallAs::person(&self.identity.log_in(account_id))
    }

    pub(crate) fn client(&self, call_as: CallAs) -> Client {
        InterceptedService::new(self.channel.clone(), call_as)
    }

    pub(crate) fn request_id(&self) -> String {
        self.env.uuid_v4().to_string()
    }

    /// Waits until everything beside the calls has done what is due.
    pub(crate) async fn rests(&self) {
        // Whoever was woken is at work when this goes on: a test has one thread, and takes turns.
        tokio::task::yield_now().await;
        tokio::time::timeout(PATIENCE, self.clock.sleepers(BACKGROUND))
            .await
            .expect("whatever works beside the calls comes to rest");
    }

    /// Waits, while time stands still, until every event has left and everything beside the calls has
    /// done what is due: the statements from then on are those of calls.
    pub(crate) async fn falls_silent(&self) {
        let leave = async { while self.count("outbox_event").await > 0 {} };
        tokio::time::timeout(PATIENCE, leave)
            .await
            .expect("every event leaves");
        self.rests().await;
    }

    /// Lets time pass, and everything happen that is due then.
    pub(crate) async fn time_passes(&self, duration: Duration) {
        self.rests().await;
        self.clock.advance(duration);
        self.rests().await;
    }
}

/// What stands around the service.
struct Around<'a> {
    env: &'a Env,
    url: &'a str,
    keys: &'a TempDir,
    identity: &'a FakeIdentity,
    codes: &'a FakeCodes,
    profile: &'a FakeProfile,
}

impl Around<'_> {
    async fn serve(&self, settings: &[(&str, &str)]) -> (Running, Channel) {
        let own = [
            ("SUBSCRIPTIONS_DATABASE_URL", self.url),
            ("SUBSCRIPTIONS_KEYS_DIR", self.keys.path().to_str().unwrap()),
            ("SUBSCRIPTIONS_TOKEN_ISSUER", ISSUER),
            ("SUBSCRIPTIONS_SOURCES", SOURCE),
            // Calls that wait for each other do, however slow the machine is.
            ("SUBSCRIPTIONS_DEFAULT_DEADLINE_SECONDS", "60"),
            ("SUBSCRIPTIONS_DATABASE_ACQUIRE_TIMEOUT_SECONDS", "60"),
            ("SUBSCRIPTIONS_DATABASE_STATEMENT_TIMEOUT_SECONDS", "60"),
            ("SUBSCRIPTIONS_DATABASE_LOCK_TIMEOUT_SECONDS", "60"),
        ];
        // Later pairs replace earlier ones.
        let pairs = own.into_iter().chain(settings.iter().copied());
        let sources = Sources::from_pairs(pairs);
        let config = Server::read_config(&sources);
        sources.check().unwrap_or_else(|report| panic!("{report}"));
        let peer = |channel, name| {
            Peer::from_channel(channel, "subscriptions", name).with_deadline(PATIENCE)
        };
        let peers = Peers {
            identity: peer(
                serve_in_memory(Routes::new(self.identity.service())),
                "identity",
            ),
            profile: peer(self.profile.serve(), "profile"),
            verification: peer(
                serve_in_memory(Routes::new(self.codes.service())),
                "verification",
            ),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let stop = CancellationToken::new();
        let serving = Server::start_with(config, self.env.clone(), peers, listener, stop.clone());
        let task = tokio::spawn(async move { serving.await.unwrap() });
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        let running = Running {
            stop,
            task: Some(task),
        };
        (running, held_to_contract(endpoint.connect_lazy()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}
