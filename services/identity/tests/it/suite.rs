//! Identity as its callers see it: the real server on real Postgres and Redis, between two peers
//! that speak the real contracts.

mod calls;
mod directory;
mod held;
mod person;
mod profile;
mod raw;
mod recovery;
mod refusal;
mod settings;
mod storage;
mod user;

use std::cell::Cell;
use std::fs::File;
use std::time::{Duration, SystemTime};

use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_identity::{HashCount, MIGRATOR, Peers, Server};
use kabinet_peer::Peer;
use kabinet_seal::KeyRing;
use kabinet_server::Service as _;
use kabinet_testkit::{TestDatabase, TestRedis, held_to_contract};
use sqlx::PgPool;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::OnceCell;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic::transport::{Channel, Endpoint};

pub(crate) use calls::Front;
pub(crate) use directory::{replaced, standing};
pub(crate) use kabinet_testkit::{Asked, By, CodeCall, FakeCodes, Forgery};
pub(crate) use person::{Person, Stage};
pub(crate) use profile::{FakeProfile, ProfileCall};
pub(crate) use raw::call as raw_call;
pub(crate) use refusal::{Refused, Seen, findings, seen, wait};
pub(crate) use user::User;

/// What goes on beside the calls and sleeps in between: the outbox's relay, the news of revocations, the
/// sweeper, the watches of four key rings.
const BACKGROUND: usize = 7;
/// What a condition may take to come true.
const PATIENCE: Duration = Duration::from_secs(20);

/// One identity with a database, keys, peers and a clock of its own.
pub(crate) struct Suite {
    pub(crate) clock: ManualClock,
    pub(crate) env: Env,
    pub(crate) database: TestDatabase,
    pub(crate) redis: TestRedis,
    pub(crate) codes: FakeCodes,
    verification_url: String,
    pub(crate) profile: FakeProfile,
    keys: TempDir,
    server: Running,
    people: Cell<u16>,
    tables: OnceCell<PgPool>,
}

struct Running {
    channel: Channel,
    token: CancellationToken,
    task: JoinHandle<()>,
    hashes: HashCount,
}

impl Suite {
    /// Starts identity as an operator runs it, but for cheaper hashes.
    pub(crate) async fn new() -> Self {
        Self::with(&[]).await
    }

    /// Starts identity with settings of its own.
    pub(crate) async fn with(settings: &[(&str, &str)]) -> Self {
        Self::beside(TestRedis::new().await, settings).await
    }

    /// Starts identity beside a Redis that the test may stop.
    pub(crate) async fn beside(redis: TestRedis, settings: &[(&str, &str)]) -> Self {
        let (env, clock) = ManualClock::new(1);
        let database = TestDatabase::new("identity", &MIGRATOR).await;
        let codes = FakeCodes::new(env.clone(), "identity");
        let verification_url = calls::serve(Routes::new(codes.service())).await;
        let profile = FakeProfile::serve().await;
        let keys = settings::keys(&env);
        let pairs = settings::pairs(&settings::Around {
            database_url: &database.app_url(),
            redis: &redis,
            keys: keys.path(),
            verification_url: &verification_url,
            profile_url: profile.url(),
        });
        let server = Running::start(pairs, settings, env.clone()).await;
        Self {
            clock,
            env,
            database,
            redis,
            codes,
            verification_url,
            profile,
            keys,
            server,
            people: Cell::new(0),
            tables: OnceCell::new(),
        }
    }

    /// Stops identity and starts it again on the same data with other settings.
    pub(crate) async fn restarts_with(&mut self, settings: &[(&str, &str)]) {
        self.stops().await;
        self.starts_with(settings).await;
    }

    /// Ends identity wherever it stands, and starts it again on the same data.
    pub(crate) async fn dies_and_starts_again(&mut self) {
        self.server.task.abort();
        assert!((&mut self.server.task).await.is_err());
        self.starts_with(&[]).await;
    }

    async fn starts_with(&mut self, settings: &[(&str, &str)]) {
        let pairs = settings::pairs(&settings::Around {
            database_url: &self.database.app_url(),
            redis: &self.redis,
            keys: self.keys.path(),
            verification_url: &self.verification_url,
            profile_url: self.profile.url(),
        });
        self.server = Running::start(pairs, settings, self.env.clone()).await;
    }

    /// Stops identity; whatever it does beside the calls is done.
    pub(crate) async fn stops(&mut self) {
        self.server.token.cancel();
        (&mut self.server.task).await.expect("the server ends well");
    }

    /// Puts a newer key beside those that are there, as if it had settled; identity sees it when it
    /// starts again.
    pub(crate) fn adds_key(&self, kid: &str) {
        KeyRing::generate(self.keys.path(), &self.env, kid).unwrap();
        let file = File::options()
            .write(true)
            .open(self.keys.path().join(format!("{kid}.key")))
            .unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
    }

    /// Counts the password hashes since the last start.
    pub(crate) fn hashes(&self) -> u64 {
        self.server.hashes.get()
    }

    /// Introduces a person who has done nothing yet.
    pub(crate) fn person(&self, login: &str) -> Person<'_> {
        let number = self.people.get() + 1;
        self.people.set(number);
        Person::new(self, login, number)
    }

    /// Acts for whoever has the access token.
    pub(crate) fn as_user(&self, access_token: &str) -> User<'_> {
        User::new(self, access_token)
    }

    /// Connects as nobody in particular.
    pub(crate) fn channel(&self) -> Channel {
        self.server.channel.clone()
    }

    /// Connects as the front end that people use.
    pub(crate) fn web(&self) -> Front {
        self.called_by("gateway/web")
    }

    /// Connects as that caller.
    pub(crate) fn called_by(&self, caller: &'static str) -> Front {
        calls::front(self.channel(), caller)
    }

    pub(crate) fn request_id(&self) -> String {
        self.env.uuid_v4().to_string()
    }

    /// Waits until everything beside the calls has done what is due.
    pub(crate) async fn rests(&self) {
        tokio::time::timeout(PATIENCE, self.clock.sleepers(BACKGROUND))
            .await
            .expect("whatever works beside the calls comes to rest");
    }

    /// Waits, while time stands still, until every event has left and everything beside the calls has
    /// done what is due: the statements from then on are those of calls.
    pub(crate) async fn falls_silent(&self) {
        let waiting = "SELECT count(*) FROM identity.outbox_event";
        self.settles(async || self.number(waiting).await == 0).await;
        self.rests().await;
    }

    /// Lets time pass, and everything happen that is due then.
    pub(crate) async fn time_passes(&self, duration: Duration) {
        self.rests().await;
        self.clock.advance(duration);
        // Whoever was woken is at work before this comes back from Postgres.
        self.number("SELECT 1::bigint").await;
        self.rests().await;
    }

    /// Lets time pass, step by step, until the condition holds; no step before all that the last one
    /// made due is done, so that little time passes however slow the machine is.
    pub(crate) async fn time_passes_until(
        &self,
        step: Duration,
        mut condition: impl AsyncFnMut() -> bool,
    ) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !condition().await {
                self.time_passes(step).await;
            }
        });
        waited.await.expect("the condition comes true");
    }

    /// Waits, while time stands still, until the condition holds.
    pub(crate) async fn settles(&self, mut condition: impl AsyncFnMut() -> bool) {
        let waited = tokio::time::timeout(PATIENCE, async {
            while !condition().await {
                // Something to wait for, so that whatever works beside this test keeps pace.
                self.number("SELECT 1::bigint").await;
            }
        });
        waited.await.expect("the condition comes true");
    }
}

impl Running {
    async fn start(pairs: Vec<(String, String)>, settings: &[(&str, &str)], env: Env) -> Self {
        let own = settings
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        // Later pairs replace earlier ones.
        let sources = Sources::from_pairs(pairs.into_iter().chain(own));
        let config = Server::read_config(&sources);
        sources.check().unwrap_or_else(|report| panic!("{report}"));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let token = CancellationToken::new();
        let peer = |endpoint: &Endpoint, name| {
            Peer::connect_lazy(endpoint.clone(), "identity", name).with_deadline(PATIENCE)
        };
        let peers = Peers {
            verification: peer(&config.verification, "verification"),
            profile: peer(&config.profile, "profile"),
        };
        let server = Server::prepare(config, env, peers).unwrap();
        let hashes = server.hash_count();
        let serving = server.serve(listener, token.clone());
        let task = tokio::spawn(async move { serving.await.unwrap() });
        let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
        Self {
            channel: held_to_contract(endpoint.connect_lazy()),
            token,
            task,
            hashes,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.token.cancel();
    }
}
