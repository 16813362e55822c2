//! A running service with everything around it.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use kabinet_config::Sources;
use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_peer::Peer;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::delivery_service_client::DeliveryServiceClient;
use kabinet_proto::verification::v1::verification_service_client::VerificationServiceClient;
use kabinet_server::Service as _;
use kabinet_sinks::smsc::Behaviour;
use kabinet_sinks::{Messages, SmscSink, SmtpSink};
use kabinet_testkit::{TestDatabase, TestRedis, held_to_contract, key_ring};
use kabinet_verification::{Config, MIGRATOR, Server};
use sqlx::PgPool;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tonic::transport::Endpoint;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

/// How long a test waits for what must happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(20);
/// What goes on beside the calls and sleeps in between: the workers of two queues over two channels,
/// the settling of what nobody ended, the sweeper, the watch of the key ring.
const BACKGROUND: usize = 7;

pub(crate) type Client = VerificationServiceClient<Peer>;

/// What stands around a service and survives it.
pub(crate) struct Surroundings {
    pub(crate) database: TestDatabase,
    pub(crate) redis: TestRedis,
    pub(crate) messages: Messages,
    pub(crate) smsc: SmscSink,
    pub(crate) smtp: SmtpSink,
}

/// One running service.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    pub(crate) client: Client,
    serving: JoinHandle<()>,
    token: CancellationToken,
}

pub(crate) struct Suite {
    pub(crate) around: Surroundings,
    pub(crate) running: Running,
    pub(crate) client: Client,
    /// Moves the time, where it stands still.
    clock: Option<ManualClock>,
}

impl Surroundings {
    pub(crate) async fn new(redis: TestRedis) -> Self {
        let messages = Messages::new(Env::system());
        Self {
            database: TestDatabase::new("verification", &MIGRATOR).await,
            redis,
            smsc: SmscSink::start(loopback().await, messages.clone(), Behaviour::Normal).unwrap(),
            smtp: SmtpSink::start(loopback().await, messages.clone()).unwrap(),
            messages,
        }
    }

    pub(crate) fn config(&self) -> Config {
        let patience = PATIENCE.as_secs().to_string();
        let pairs = [
            ("VERIFICATION_DATABASE_URL", self.database.app_url()),
            // A busy machine must not look like a lost Postgres.
            (
                "VERIFICATION_DATABASE_ACQUIRE_TIMEOUT_SECONDS",
                patience.clone(),
            ),
            (
                "VERIFICATION_DATABASE_STATEMENT_TIMEOUT_SECONDS",
                patience.clone(),
            ),
            ("VERIFICATION_DATABASE_LOCK_TIMEOUT_SECONDS", patience),
            ("VERIFICATION_REDIS_URL", self.redis.url().to_owned()),
            (
                "VERIFICATION_REDIS_KEY_PREFIX",
                self.redis.prefix().to_owned(),
            ),
            ("VERIFICATION_SMTP_SECURITY", "none".to_owned()),
            (
                "VERIFICATION_SMTP_PORT",
                self.smtp.address().port().to_string(),
            ),
            ("VERIFICATION_SMPP_ADDRESS", self.smsc.address().to_string()),
            ("VERIFICATION_SMPP_PASSWORD", "kabinet".to_owned()),
        ];
        let sources = Sources::from_pairs(pairs);
        let mut config = Config::read(&sources);
        config.keys = key_ring(1);
        // Nor like a lost Redis.
        config.codes.response_timeout = PATIENCE;
        config.codes.counters_wait = PATIENCE;
        config.delivery.worker.poll = Duration::from_millis(100);
        config.delivery.worker.first_retry = Duration::from_millis(100);
        config.delivery.smpp.first_reconnect = Duration::from_millis(50);
        config.delivery.smpp.throttle_pause = Duration::from_millis(50);
        // Nor like a silent centre; still shorter than the lease of a message.
        config.delivery.smpp.response_timeout = Duration::from_secs(10);
        config
    }

    pub(crate) async fn serve(&self, config: Config, env: Env) -> Running {
        let listener = loopback().await;
        let address = listener.local_addr().unwrap();
        let token = CancellationToken::new();
        let stopped = token.clone();
        let serving = tokio::spawn(async move {
            Server::start(config, env, listener, stopped).await.unwrap();
        });
        Running {
            address,
            client: client(address, "identity"),
            serving,
            token,
        }
    }

    pub(crate) async fn pool(&self) -> PgPool {
        self.database.admin_pool().await
    }
}

impl Running {
    /// Returns what the service says of itself.
    pub(crate) async fn status(&self) -> Option<ServingStatus> {
        let endpoint = Endpoint::from_shared(format!("http://{}", self.address)).unwrap();
        let mut client = HealthClient::new(endpoint.connect_lazy());
        let answer = client.check(HealthCheckRequest::default()).await.ok()?;
        Some(answer.into_inner().status())
    }

    /// Asks the service to finish, and returns when it takes no calls any more.
    pub(crate) async fn refuse_calls(&self) {
        self.token.cancel();
        eventually(async || {
            let connected = tokio::net::TcpStream::connect(self.address).await;
            connected.is_err().then_some(())
        })
        .await;
    }

    /// Waits until the service has finished.
    pub(crate) async fn finished(self) {
        tokio::time::timeout(PATIENCE, self.serving)
            .await
            .expect("it finishes in time")
            .unwrap();
    }

    /// Ends the service like a kill: nothing is finished.
    pub(crate) async fn kill(self) {
        self.serving.abort();
        let _ = self.serving.await;
    }
}

impl Suite {
    pub(crate) async fn start() -> Self {
        Self::with(|_| ()).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let around = Surroundings::new(TestRedis::new().await).await;
        Self::around(around, change).await
    }

    /// Starts a service whose time stands still: only calls make it work.
    pub(crate) async fn still(change: impl FnOnce(&mut Config)) -> Self {
        let (suite, _clock) = Self::clocked(change).await;
        suite
    }

    /// Starts a service whose time moves only when it is told to; that of Redis goes on.
    pub(crate) async fn clocked(change: impl FnOnce(&mut Config)) -> (Self, ManualClock) {
        let around = Surroundings::new(TestRedis::new().await).await;
        let (env, clock) = ManualClock::new(1);
        let suite = Self {
            clock: Some(clock.clone()),
            ..Self::at(env, around, change).await
        };
        eventually(async || {
            let status = suite.running.status().await?;
            (status == ServingStatus::Serving).then_some(())
        })
        .await;
        suite.rests().await;
        (suite, clock)
    }

    /// Waits, where time stands still, until everything beside the calls has done what is due.
    pub(crate) async fn rests(&self) {
        if let Some(clock) = &self.clock {
            tokio::time::timeout(PATIENCE, clock.sleepers(BACKGROUND))
                .await
                .expect("whatever works beside the calls comes to rest");
        }
    }

    pub(crate) async fn around(around: Surroundings, change: impl FnOnce(&mut Config)) -> Self {
        Self::at(Env::system(), around, change).await
    }

    async fn at(env: Env, around: Surroundings, change: impl FnOnce(&mut Config)) -> Self {
        let mut config = around.config();
        change(&mut config);
        let running = around.serve(config, env).await;
        Self {
            client: running.client.clone(),
            running,
            around,
            clock: None,
        }
    }

    /// Waits for the newest message after `count` others to that receiver.
    pub(crate) async fn message(&self, to: &str, count: usize) -> String {
        let arrived = async || {
            let mut list = self.around.messages.list(Some(to), None, 100);
            list.reverse();
            list.get(count).map(|message| message.content.text.clone())
        };
        eventually(arrived).await
    }

    /// Changes a field of the only record in Redis.
    pub(crate) async fn change_record(&self, field: &str, value: &str) {
        let keys = self.around.redis.keys().await;
        let mut records = keys.iter().filter(|key| key.contains(":v:{"));
        let (Some(record), None) = (records.next(), records.next()) else {
            panic!("{keys:?} has not one record");
        };
        redis::cmd("HSET")
            .arg(record)
            .arg(field)
            .arg(value)
            .query_async::<()>(&mut self.around.redis.connection().await)
            .await
            .unwrap();
    }

    /// Waits for the first code that arrives there.
    pub(crate) async fn code(&self, to: &str) -> String {
        code_in(&self.message(to, 0).await)
    }

    pub(crate) async fn get(&self, handle: &str) -> pb::GetVerificationResponse {
        let request = pb::GetVerificationRequest {
            handle: handle.to_owned(),
        };
        let mut client = self.client.clone();
        client.get_verification(request).await.unwrap().into_inner()
    }

    /// Waits until the verification's newest message has the state.
    pub(crate) async fn delivery(&self, handle: &str, state: pb::DeliveryState) {
        eventually(async || {
            let deliveries = self.get(handle).await.deliveries;
            let last = deliveries.last().map(pb::Delivery::state);
            (last == Some(state)).then_some(())
        })
        .await;
    }

    /// Waits until the verification has the state.
    pub(crate) async fn state(&self, handle: &str, state: pb::VerificationState) {
        eventually(async || {
            let verification = self.get(handle).await.verification.unwrap();
            (verification.state() == state).then_some(())
        })
        .await;
    }
}

/// Looks again and again until there is something to see.
pub(crate) async fn eventually<T>(look: impl AsyncFn() -> Option<T>) -> T {
    let seen = async {
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    tokio::time::timeout(PATIENCE, seen)
        .await
        .expect("it happens in time")
}

/// Calls the delivery of notices, as profile does.
pub(crate) fn sender(address: SocketAddr, name: &'static str) -> DeliveryServiceClient<Peer> {
    DeliveryServiceClient::new(peer(address, name))
}

pub(crate) fn client(address: SocketAddr, name: &'static str) -> Client {
    VerificationServiceClient::new(peer(address, name))
}

pub(crate) fn peer(address: SocketAddr, name: &'static str) -> Peer {
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    let channel = held_to_contract(endpoint.connect_lazy());
    Peer::from_channel(channel, name, "verification").with_deadline(PATIENCE)
}

async fn loopback() -> TcpListener {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap()
}

/// Finds the code in a message: the first word of 6 to 10 digits.
pub(crate) fn code_in(text: &str) -> String {
    text.split(|character: char| !character.is_ascii_digit())
        .find(|word| (6..=10).contains(&word.len()))
        .unwrap()
        .to_owned()
}

/// Returns a code that is not the right one.
pub(crate) fn other_than(code: &str) -> String {
    let last = if code.ends_with('0') { '1' } else { '0' };
    format!("{}{last}", &code[..code.len() - 1])
}
