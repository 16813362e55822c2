use std::time::Duration;

use kabinet_env::manual::ManualClock;
use kabinet_proto::verification::v1 as pb;
use kabinet_sinks::smsc::Behaviour;
use sqlx::PgPool;

use crate::concealing::case::settled;
use crate::requests::{MOBILE, SUBJECT, cancel, check, email, resend, sms, start, switch};
use crate::suite::{Suite, code_in, eventually};

const OTHER_SUBJECT: &str = "acc_0198c2b4-0000-7000-8000-000000000002";
/// The first wait of the ladder.
const REST: Duration = Duration::from_secs(30);
/// How often a worker of these tests looks by itself.
const POLL: Duration = Duration::from_millis(100);

fn concealed() -> pb::StartVerificationRequest {
    concealed_of(SUBJECT)
}

fn concealed_of(subject: &str) -> pb::StartVerificationRequest {
    pb::StartVerificationRequest {
        conceal: true,
        ..start(subject, sms(MOBILE))
    }
}

/// Starts a concealed verification of a number that got somebody else's concealed message a moment
/// ago.
async fn waiting(change: impl FnOnce(&mut kabinet_verification::Config)) -> Waiting {
    let (suite, clock) = Suite::clocked(change).await;
    suite.around.smsc.behave(Behaviour::NoReceipts);
    let mut client = suite.client.clone();
    let before = concealed_of(OTHER_SUBJECT);
    client.start_verification(before).await.unwrap();
    settled(&suite).await;
    let request = concealed();
    let begun = client.start_verification(request.clone()).await;
    Waiting {
        verification: begun.unwrap().into_inner().verification.unwrap(),
        pool: suite.around.pool().await,
        request,
        suite,
        clock,
    }
}

/// Returns mode, state and wait in seconds of the newest message.
pub(crate) async fn newest(pool: &PgPool) -> (String, String, i64) {
    let row = sqlx::query_as(
        "SELECT mode, state, ceil(extract(epoch FROM available_time - create_time))::bigint
         FROM verification.delivery
         ORDER BY create_time DESC, available_time DESC
         LIMIT 1",
    );
    row.fetch_one(pool).await.unwrap()
}

struct Waiting {
    suite: Suite,
    clock: ManualClock,
    pool: PgPool,
    request: pb::StartVerificationRequest,
    verification: pb::Verification,
}

impl Waiting {
    fn handle(&self) -> &str {
        &self.verification.handle
    }

    async fn newest(&self) -> (String, String, i64) {
        newest(&self.pool).await
    }

    async fn is_withheld(&self) {
        settled(&self.suite).await;
        let withheld: i64 = sqlx::query_scalar(
            "SELECT count(*)
             FROM verification.delivery
             WHERE mode = 'WITHHOLD' AND state = 'SKIPPED' AND available_time = create_time",
        )
        .fetch_one(&self.pool)
        .await
        .unwrap();
        assert_eq!(withheld, 1);
    }

    fn arrived(&self) -> usize {
        let messages = &self.suite.around.messages;
        messages.list(Some(MOBILE), None, 9).len()
    }

    /// Lets the rest pass. A worker that looked just before looks again after its pause.
    async fn rests(&self) {
        self.clock.advance(REST);
        eventually(async || {
            self.clock.advance(POLL);
            let (_, state, _) = self.newest().await;
            (state != "QUEUED").then_some(())
        })
        .await;
    }

    /// Starts another concealed verification of the number, and returns how long it waits.
    async fn rest(&self) -> i64 {
        let mut client = self.suite.client.clone();
        let behind = concealed_of(OTHER_SUBJECT);
        client.start_verification(behind).await.unwrap();
        self.newest().await.2
    }
}

#[tokio::test]
async fn message_to_a_resting_number_goes_out_after_its_rest() {
    let case = waiting(|_| ()).await;
    let (mode, state, wait) = case.newest().await;
    assert_eq!((mode.as_str(), state.as_str()), ("SEND", "QUEUED"));
    assert!((20..=30).contains(&wait), "{wait}");
    assert_eq!(case.arrived(), 1);
    case.rests().await;
    let code = code_in(&case.suite.message(MOBILE, 1).await);
    let mut client = case.suite.client.clone();
    let right = client.check_code(check(case.handle(), &code, "a")).await;
    assert!(right.is_ok(), "{right:?}");
}

#[tokio::test]
async fn code_is_right_from_the_moment_its_message_waits() {
    let case = waiting(|_| ()).await;
    let fields = case.suite.around.redis.keys().await.into_iter();
    let records: Vec<_> = fields.filter(|key| key.contains(":v:{")).collect();
    assert_eq!(records.len(), 2);
    for record in records {
        let unsent: bool = redis::cmd("HEXISTS")
            .arg(record)
            .arg("unsent:SMS")
            .query_async(&mut case.suite.around.redis.connection().await)
            .await
            .unwrap();
        assert!(!unsent);
    }
}

#[tokio::test]
async fn waiting_message_counts_for_its_number_from_its_turn_on() {
    let case = waiting(|_| ()).await;
    // The rest of the other message, and the second step of the ladder behind it.
    assert!((80..=90).contains(&case.rest().await));
}

#[tokio::test]
async fn waiting_message_counts_when_the_counters_are_built_again() {
    let suite = Suite::start().await;
    let mut client = suite.client.clone();
    for subject in [OTHER_SUBJECT, SUBJECT] {
        let request = concealed_of(subject);
        client.start_verification(request).await.unwrap();
    }
    suite.around.redis.empty().await;
    let behind = concealed_of(OTHER_SUBJECT);
    client.start_verification(behind).await.unwrap();
    let (_, _, wait) = newest(&suite.around.pool().await).await;
    assert!((71..=90).contains(&wait), "{wait}");
}

#[tokio::test]
async fn messages_to_a_resting_number_wait_one_behind_the_other() {
    let case = waiting(|config| {
        config.registration.cooldown = vec![Duration::ZERO, REST];
    })
    .await;
    // The first wait is none.
    assert_eq!(case.newest().await.2, 0);
    let mut client = case.suite.client.clone();
    client.resend_code(resend(case.handle())).await.unwrap();
    let (mode, _, wait) = case.newest().await;
    assert_eq!(mode, "SEND");
    assert!((20..=30).contains(&wait), "{wait}");
    assert!((50..=60).contains(&case.rest().await));
}

#[tokio::test]
async fn message_beyond_a_limit_is_withheld_and_does_not_wait() {
    let case = waiting(|config| config.registration.sms.per_hour = 1).await;
    case.is_withheld().await;
}

#[tokio::test]
async fn waiting_message_takes_its_place_in_the_limits() {
    let case = waiting(|config| config.registration.sms.per_hour = 2).await;
    let mut client = case.suite.client.clone();
    let third = concealed_of("acc_third");
    client.start_verification(third).await.unwrap();
    case.is_withheld().await;
}

#[tokio::test]
async fn message_that_would_leave_too_little_of_the_codes_life_is_withheld() {
    let case = waiting(|config| {
        // Of the code's 600 s.
        config.registration.resend_floor = Duration::from_secs(585);
    })
    .await;
    case.is_withheld().await;
}

#[tokio::test]
async fn waiting_message_of_a_verification_that_ended_is_not_sent() {
    let case = waiting(|_| ()).await;
    let mut client = case.suite.client.clone();
    client
        .cancel_verification(cancel(case.handle()))
        .await
        .unwrap();
    case.rests().await;
    eventually(async || {
        let (_, state, _) = case.newest().await;
        (state == "SKIPPED").then_some(())
    })
    .await;
    assert_eq!(case.arrived(), 1);
}

#[tokio::test]
async fn repeat_after_a_crash_queues_the_message_for_its_turn() {
    let case = waiting(|_| ()).await;
    let mut client = case.suite.client.clone();
    let other = pb::SwitchChannelRequest {
        request_id: crate::requests::request_id(),
        ..switch(case.handle(), email("ivan@example.com"))
    };
    client.switch_channel(other).await.unwrap();
    settled(&case.suite).await;
    // The process died between Redis and Postgres.
    sqlx::query("DELETE FROM verification.delivery WHERE available_time > create_time")
        .execute(&case.pool)
        .await
        .unwrap();
    let again = client.start_verification(case.request.clone()).await;
    again.unwrap();
    settled(&case.suite).await;
    let (mode, state, wait) = case.newest().await;
    assert_eq!((mode.as_str(), state.as_str()), ("SEND", "QUEUED"));
    assert!((10..=30).contains(&wait), "{wait}");
}
