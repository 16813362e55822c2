use std::sync::atomic::{AtomicU64, Ordering};

use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_identity::{Config, HashCount, MIGRATOR, Peers, Server};
use kabinet_peer::Peer;
use kabinet_proto::identity::v1::credential_service_client::CredentialServiceClient;
use kabinet_proto::identity::v1::event_service_client::EventServiceClient;
use kabinet_proto::identity::v1::event_sink_service_client::EventSinkServiceClient;
use kabinet_proto::identity::v1::registration_service_client::RegistrationServiceClient;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_seal::KeyRing;
use kabinet_testkit::{TestDatabase, TestRedis, in_memory};
use tempfile::TempDir;
use tokio_util::sync::{CancellationToken, DropGuard};
use tonic::Request;
use tonic::transport::Channel;
use uuid::Uuid;

use crate::fakes::{FakeProfile, FakeVerification};

/// One identity with servers and peers of its own.
pub(crate) struct World {
    pub(crate) database: TestDatabase,
    pub(crate) redis: TestRedis,
    pub(crate) clock: ManualClock,
    pub(crate) env: Env,
    pub(crate) profile: FakeProfile,
    pub(crate) verification: FakeVerification,
    pub(crate) hashes: HashCount,
    channel: Channel,
    requests: AtomicU64,
    _keys: TempDir,
    _running: DropGuard,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// Starts identity with further settings.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::on(TestRedis::new().await, settings).await
    }

    pub(crate) async fn on(redis: TestRedis, settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::new("identity", &MIGRATOR).await;
        let (env, clock) = ManualClock::new(1);
        let keys = tempfile::tempdir().unwrap();
        KeyRing::generate(keys.path(), &Env::system(), "k1").unwrap();
        let config = config(&database, &redis, &keys, settings);
        let (profile, profile_channel) = FakeProfile::start();
        let (verification, verification_channel) = FakeVerification::start(env.clone());
        let peers = Peers {
            profile: Peer::from_channel(profile_channel, "identity", "profile"),
            verification: Peer::from_channel(verification_channel, "identity", "verification"),
        };
        let prepared = Server::prepare(config, env.clone(), peers).unwrap();
        let hashes = prepared.hash_count();
        let (incoming, channel) = in_memory();
        let token = CancellationToken::new();
        let running = token.clone().drop_guard();
        tokio::spawn(async move { prepared.serve_connections(incoming, token).await.unwrap() });
        Self {
            database,
            redis,
            clock,
            env,
            profile,
            verification,
            hashes,
            channel,
            requests: AtomicU64::new(0),
            _keys: keys,
            _running: running,
        }
    }

    pub(crate) fn registrations(&self) -> RegistrationServiceClient<Channel> {
        RegistrationServiceClient::new(self.channel.clone())
    }

    pub(crate) fn sessions(&self) -> SessionServiceClient<Channel> {
        SessionServiceClient::new(self.channel.clone())
    }

    pub(crate) fn credentials(&self) -> CredentialServiceClient<Channel> {
        CredentialServiceClient::new(self.channel.clone())
    }

    pub(crate) fn events(&self) -> EventServiceClient<Channel> {
        EventServiceClient::new(self.channel.clone())
    }

    pub(crate) fn sink(&self) -> EventSinkServiceClient<Channel> {
        EventSinkServiceClient::new(self.channel.clone())
    }

    /// Returns a request id that no other call of this world has.
    pub(crate) fn request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        Uuid::from_u128(u128::from(number) + (4 << 76) + (8 << 60)).to_string()
    }
}

fn config(
    database: &TestDatabase,
    redis: &TestRedis,
    keys: &TempDir,
    settings: &[(&str, &str)],
) -> Config {
    let mut pairs = vec![
        ("IDENTITY_DATABASE_URL".to_owned(), database.app_url()),
        ("IDENTITY_REDIS_URL".to_owned(), redis.url().to_owned()),
        (
            "IDENTITY_REDIS_KEY_PREFIX".to_owned(),
            redis.prefix().to_owned(),
        ),
        (
            "IDENTITY_KEYS_DIR".to_owned(),
            keys.path().to_str().unwrap().to_owned(),
        ),
        // The cost of a hash is not what these tests are about.
        ("IDENTITY_ARGON2_MEMORY_KIB".to_owned(), "64".to_owned()),
        ("IDENTITY_ARGON2_PASSES".to_owned(), "1".to_owned()),
    ];
    let settings = settings
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    pairs.extend(settings);
    let sources = Sources::from_pairs(pairs);
    let config = Config::read(&sources);
    sources.check().unwrap();
    config
}

/// A call of a gateway.
pub(crate) fn gateway<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request
        .metadata_mut()
        .insert("kabinet-caller", "gateway/web".parse().unwrap());
    request
}

/// A call of a gateway for a person.
pub(crate) fn person<T>(token: &str, message: T) -> Request<T> {
    let mut request = gateway(message);
    let value = format!("Bearer {token}").parse().unwrap();
    request.metadata_mut().insert("authorization", value);
    request
}
