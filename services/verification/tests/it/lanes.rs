use std::time::Duration;

use futures::StreamExt as _;
use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::Lane;
use kabinet_sinks::SmtpBehaviour;
use kabinet_sinks::smsc::Behaviour;

use crate::notices::{HOUR, notice};
use crate::odd_centre::{Answers, OddCentre};
use crate::requests::{EMAIL, MOBILE, OTHER_MOBILE, assert_waits, email, sms, start, started};
use crate::suite::{PATIENCE, Suite, eventually, sender};

/// Notices in the queue.
const QUEUED: usize = 2_000;
/// Places of the window that notices may take.
const PLACES: usize = 8;
/// Notices that may be in hand when a code comes, and those that take their places while it is
/// claimed.
const IN_HAND: usize = 12;
/// So long that few notices arrive while a machine stalls.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a notice rests once the centre said that it is too much.
const NOTICE_REST: Duration = Duration::from_secs(5);

async fn queue(suite: &Suite, count: usize, lane: Lane, destination: pb::Destination) {
    let requests = (0..count).map(|_| {
        let mut client = sender(suite.running.address, "profile");
        let request = pb::SendRequest {
            lane: lane.into(),
            ..notice(destination.clone())
        };
        async move { client.send(request).await.unwrap() }
    });
    let mut sent = futures::stream::iter(requests).buffer_unordered(16);
    while sent.next().await.is_some() {}
}

fn arrived(suite: &Suite, to: &str) -> usize {
    suite.around.messages.list(Some(to), None, 10_000).len()
}

/// Counts the messages to one receiver that arrived earlier than the newest one to another.
fn arrived_before(suite: &Suite, to: &str, newest_to: &str) -> usize {
    let messages = &suite.around.messages;
    let newest = messages.list(Some(newest_to), None, 1);
    messages.list(Some(to), Some(newest[0].id), 10_000).len()
}

#[tokio::test]
async fn code_by_text_message_waits_for_none_of_two_thousand_notices() {
    let mut centre = OddCentre::start(Answers::Never).await;
    let address = centre.address.to_string();
    let suite = Suite::with(|config| {
        config.delivery.smpp.address = address;
        config.delivery.smpp.window = 2 * PLACES;
        // More workers than places: half of the window is what keeps them back.
        config.delivery.worker.notice_concurrency = 64;
        // What is submitted keeps its place.
        config.delivery.smpp.response_timeout = HOUR;
        config.delivery.worker.lease = 2 * HOUR;
    })
    .await;
    queue(&suite, QUEUED, Lane::Security, sms(OTHER_MOBILE)).await;
    for _ in 0..PLACES {
        assert_eq!(centre.submitted().await, OTHER_MOBILE[1..]);
    }
    started(&suite.client, sms(MOBILE)).await;
    assert_eq!(centre.submitted().await, MOBILE[1..]);
}

#[tokio::test]
async fn code_by_mail_waits_for_none_of_two_thousand_notices() {
    const OTHER: &str = "anna@example.com";
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Slow(PAUSE));
    queue(&suite, QUEUED, Lane::Security, email(OTHER)).await;
    started(&suite.client, email(EMAIL)).await;
    let before = arrived(&suite, OTHER);
    eventually(async || (arrived(&suite, EMAIL) == 1).then_some(())).await;
    let overtaken = arrived_before(&suite, OTHER, EMAIL).saturating_sub(before);
    assert!(overtaken <= IN_HAND, "{overtaken}");
    assert!(arrived(&suite, OTHER) < QUEUED);
}

#[tokio::test]
async fn what_is_urgent_goes_before_the_rest() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::Slow(PAUSE));
    queue(&suite, 100, Lane::Service, sms(OTHER_MOBILE)).await;
    queue(&suite, 3, Lane::Security, sms(MOBILE)).await;
    let before = arrived(&suite, OTHER_MOBILE);
    eventually(async || (arrived(&suite, MOBILE) == 3).then_some(())).await;
    let overtaken = arrived_before(&suite, OTHER_MOBILE, MOBILE).saturating_sub(before);
    assert!(overtaken <= IN_HAND, "{overtaken}");
}

#[tokio::test]
async fn what_is_urgent_finds_room_in_a_queue_that_the_rest_has_filled() {
    let suite = Suite::with(|config| {
        config.delivery.notice_queue = 4;
        // Nothing leaves the queue.
        config.delivery.smpp.address = "127.0.0.1:1".to_owned();
    })
    .await;
    let mut client = sender(suite.running.address, "profile");
    // One after the other: a process may miss in its count what comes while it counts.
    for lane in [Lane::Service, Lane::Security] {
        let notice = || pb::SendRequest {
            lane: lane.into(),
            ..notice(sms(MOBILE))
        };
        for _ in 0..2 {
            client.send(notice()).await.unwrap();
        }
        let refusal = client.send(notice()).await.unwrap_err();
        assert_waits(&refusal, Reason::RateLimited);
    }
}

#[tokio::test]
async fn what_a_throttling_centre_has_room_for_is_for_codes_first() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::Throttle(1));
    let begin_time = Env::system().now();
    queue(&suite, 1, Lane::Security, sms(OTHER_MOBILE)).await;
    let pool = suite.around.pool().await;
    eventually(async || {
        let failure = sqlx::query_scalar("SELECT failure FROM verification.notice");
        let failure: Option<String> = failure.fetch_one(&pool).await.unwrap();
        failure
    })
    .await;
    for number in 0..3 {
        let mobile = format!("+7900000003{number}");
        let request = start(&format!("reg_{number}"), sms(&mobile));
        let mut client = suite.client.clone();
        client.start_verification(request).await.unwrap();
        suite.code(&mobile).await;
    }
    // Whoever rests as long as a notice gives up at its first try.
    let tries = sqlx::query_scalar("SELECT attempts FROM verification.delivery");
    let tries: Vec<i16> = tries.fetch_all(&pool).await.unwrap();
    assert_eq!(tries, [1, 1, 1]);
    let notice = suite.around.messages.wait_for(OTHER_MOBILE, None, PATIENCE);
    let rest = notice.await.unwrap().receive_time - begin_time;
    assert!(rest >= NOTICE_REST, "{rest}");
}
