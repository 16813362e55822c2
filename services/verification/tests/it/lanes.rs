use std::time::Duration;

use futures::StreamExt as _;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::Lane;
use kabinet_sinks::SmtpBehaviour;
use kabinet_sinks::smsc::Behaviour;

use crate::notices::notice;
use crate::requests::{EMAIL, MOBILE, OTHER_MOBILE, assert_waits, email, sms, start, started};
use crate::suite::{Suite, eventually, sender};

/// Notices in the queue.
const QUEUED: usize = 2_000;
/// Notices that may be in hand when a code comes, and those that take their places while it is
/// claimed.
const IN_HAND: usize = 12;
const PAUSE: Duration = Duration::from_millis(250);

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

/// Starts a verification and returns how many notices still arrived before its code did.
async fn overtaken(suite: &Suite, destination: pb::Destination, notices_to: &str) -> usize {
    let code_to = destination.address.clone();
    started(&suite.client, destination).await;
    let before = arrived(suite, notices_to);
    eventually(async || (arrived(suite, &code_to) == 1).then_some(())).await;
    arrived(suite, notices_to) - before
}

#[tokio::test]
async fn code_by_text_message_waits_for_none_of_two_thousand_notices() {
    let suite = Suite::with(|config| {
        // More workers than places: half of the window is what keeps them back.
        config.delivery.worker.notice_concurrency = 64;
        // The centre is slow, and none of its answers is late.
        config.delivery.smpp.response_timeout = Duration::from_secs(10);
    })
    .await;
    suite.around.smsc.behave(Behaviour::Slow(PAUSE));
    queue(&suite, QUEUED, Lane::Security, sms(OTHER_MOBILE)).await;
    let overtaken = overtaken(&suite, sms(MOBILE), OTHER_MOBILE).await;
    assert!(overtaken <= IN_HAND, "{overtaken}");
    assert!(arrived(&suite, OTHER_MOBILE) < QUEUED);
}

#[tokio::test]
async fn code_by_mail_waits_for_none_of_two_thousand_notices() {
    const OTHER: &str = "anna@example.com";
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Slow(PAUSE));
    queue(&suite, QUEUED, Lane::Security, email(OTHER)).await;
    let overtaken = overtaken(&suite, email(EMAIL), OTHER).await;
    assert!(overtaken <= IN_HAND, "{overtaken}");
    assert!(arrived(&suite, OTHER) < QUEUED);
}

#[tokio::test]
async fn what_is_urgent_goes_before_the_rest() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::Slow(PAUSE));
    queue(&suite, 100, Lane::Service, sms(OTHER_MOBILE)).await;
    let before = arrived(&suite, OTHER_MOBILE);
    queue(&suite, 3, Lane::Security, sms(MOBILE)).await;
    eventually(async || (arrived(&suite, MOBILE) == 3).then_some(())).await;
    let overtaken = arrived(&suite, OTHER_MOBILE) - before;
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
    queue(&suite, 1, Lane::Security, sms(OTHER_MOBILE)).await;
    let pool = suite.around.pool().await;
    eventually(async || {
        let failure = sqlx::query_scalar("SELECT failure FROM verification.notice");
        let failure: Option<String> = failure.fetch_one(&pool).await.unwrap();
        failure
    })
    .await;
    // As many as are sure to be out before the notice has rested.
    for number in 0..3 {
        let mobile = format!("+7900000003{number}");
        let request = start(&format!("reg_{number}"), sms(&mobile));
        let mut client = suite.client.clone();
        client.start_verification(request).await.unwrap();
        suite.code(&mobile).await;
    }
    assert_eq!(arrived(&suite, OTHER_MOBILE), 0);
    eventually(async || (arrived(&suite, OTHER_MOBILE) == 1).then_some(())).await;
}
