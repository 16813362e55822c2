//! One outbox, and relays that tell the test what they deliver.

use kabinet_env::Env;
use kabinet_env::manual::ManualClock;
use kabinet_outbox::{DDL, DeliverError, Delivery, Relay, Wake, append};
use kabinet_proto::types::v1::{Event, RegistrationDiscarded, event::Fact};
use kabinet_testkit::TestDatabase;
use sqlx::PgPool;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) struct Outbox {
    pub(crate) env: Env,
    pub(crate) clock: ManualClock,
    pub(crate) pool: PgPool,
    _database: TestDatabase,
    sender: UnboundedSender<Event>,
    pub(crate) handed_over: UnboundedReceiver<Event>,
}

/// What stands in the row of an event.
#[derive(Debug, PartialEq, Eq, sqlx::FromRow)]
pub(crate) struct Row {
    pub(crate) state: String,
    pub(crate) attempts: i32,
    pub(crate) last_error: Option<String>,
}

impl Outbox {
    pub(crate) async fn new(seed: u64) -> Self {
        let (env, clock) = ManualClock::new(seed);
        let database = TestDatabase::with_ddl("identity", DDL).await;
        let (sender, handed_over) = unbounded_channel();
        Self {
            env,
            clock,
            pool: database.app_pool().await,
            _database: database,
            sender,
            handed_over,
        }
    }

    pub(crate) async fn append(&self) -> Event {
        self.append_for("profile").await
    }

    pub(crate) async fn append_for(&self, destination: &'static str) -> Event {
        let now = self.env.now();
        let event = Event {
            event_id: self.env.uuid_v7().to_string(),
            occur_time: None,
            fact: Some(Fact::RegistrationDiscarded(RegistrationDiscarded {
                registration_id: format!("reg_{}", self.env.uuid_v7()),
            })),
        };
        let mut transaction = self.pool.begin().await.unwrap();
        append(&mut transaction, destination, &event, now)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
        event
    }

    /// Starts a relay whose every delivery is told to the test, and then does as `answer` says.
    pub(crate) fn relay<A, F>(&self, answer: A) -> Running
    where
        A: Fn() -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), DeliverError>> + Send + 'static,
    {
        self.relay_to(move |destination| {
            assert_eq!(destination, "profile");
            answer()
        })
    }

    /// Starts a relay like [`Outbox::relay`] that asks what to do for each destination.
    pub(crate) fn relay_to<A, F>(&self, answer: A) -> Running
    where
        A: Fn(String) -> F + Send + Sync + 'static,
        F: Future<Output = Result<(), DeliverError>> + Send + 'static,
    {
        let sender = self.sender.clone();
        let relay = Relay::new(self.pool.clone(), self.env.clone(), {
            move |destination, event| -> Delivery {
                sender.send(event).unwrap();
                Box::pin(answer(destination))
            }
        });
        let wake = relay.wake_handle();
        let shutdown = CancellationToken::new();
        let task = tokio::spawn(relay.run(shutdown.clone()));
        Running {
            wake,
            shutdown,
            task,
        }
    }

    pub(crate) async fn row(&self, event: &Event) -> Option<Row> {
        sqlx::query_as(
            "SELECT state, attempts, last_error
             FROM outbox_event
             WHERE id = $1",
        )
        .bind(id(event))
        .fetch_optional(&self.pool)
        .await
        .unwrap()
    }
}

pub(crate) struct Running {
    pub(crate) wake: Wake,
    pub(crate) shutdown: CancellationToken,
    pub(crate) task: JoinHandle<()>,
}

impl Running {
    /// Stops the relay as a shutdown does: deliveries under way are finished and recorded.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        self.task.await.unwrap();
    }

    /// Stops the relay as a kill does: deliveries under way vanish.
    pub(crate) async fn kill(self) {
        self.task.abort();
        self.task.await.unwrap_err();
    }
}

pub(crate) fn id(event: &Event) -> Uuid {
    event.event_id.parse().unwrap()
}
