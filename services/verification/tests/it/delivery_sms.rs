use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::DeliveryState;
use kabinet_sinks::smsc::{Behaviour, CommandStatus};
use kabinet_testkit::TestRedis;

use crate::requests::{MOBILE, OTHER_MOBILE, SUBJECT, cancel, language, sms, start, started};
use crate::suite::{Suite, Surroundings, eventually};

#[tokio::test]
async fn code_arrives_in_the_persons_language_and_is_reported_delivered() {
    for (tag, words) in [
        ("ru", "Никому не сообщайте"),
        ("en", "Do not share"),
        ("pl", "Nie podawaj"),
    ] {
        let suite = Suite::start().await;
        let request = pb::StartVerificationRequest {
            client: Some(language(tag)),
            ..start(SUBJECT, sms(MOBILE))
        };
        let answer = suite.client.clone().start_verification(request).await;
        let handle = answer.unwrap().into_inner().verification.unwrap().handle;
        let text = suite.message(MOBILE, 0).await;
        assert!(text.contains(words), "{text}");
        let code = crate::suite::code_in(&text);
        assert!(
            text.ends_with(&format!("@kabinet.example.com #{code}")),
            "{text}"
        );
        suite.delivery(&handle, DeliveryState::Delivered).await;
    }
}

#[tokio::test]
async fn receipt_that_says_no_makes_it_undelivered() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::Undeliverable);
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.delivery(&handle, DeliveryState::Undelivered).await;
}

#[tokio::test]
async fn without_a_receipt_it_stays_accepted() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::NoReceipts);
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.delivery(&handle, DeliveryState::Accepted).await;
    suite.around.smsc.behave(Behaviour::Normal);
    let later = started(&suite.client, sms(OTHER_MOBILE)).await.handle;
    suite.delivery(&later, DeliveryState::Delivered).await;
    let deliveries = suite.get(&handle).await.deliveries;
    assert_eq!(deliveries[0].state(), DeliveryState::Accepted);
}

#[tokio::test]
async fn refused_message_is_final() {
    let suite = Suite::start().await;
    suite
        .around
        .smsc
        .behave(Behaviour::RejectAll(CommandStatus::EsmeRinvdstadr));
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.delivery(&handle, DeliveryState::Undelivered).await;
}

#[tokio::test]
async fn throttled_message_is_tried_again() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::Throttle(2));
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.delivery(&handle, DeliveryState::Delivered).await;
    let tries: i16 = sqlx::query_scalar("SELECT attempts FROM verification.delivery")
        .fetch_one(&suite.around.pool().await)
        .await
        .unwrap();
    assert!(tries > 2, "{tries}");
}

#[tokio::test]
async fn silent_centre_is_given_up_and_found_again() {
    let suite = Suite::with(|config| {
        config.delivery.smpp.response_timeout = Duration::from_millis(300);
        config.delivery.smpp.enquire_link = Duration::from_millis(300);
    })
    .await;
    suite.around.smsc.behave(Behaviour::Silent);
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    // The call answers at once; the message goes back to the queue instead of hanging.
    let pool = suite.around.pool().await;
    eventually(async || {
        let tried: Option<String> = sqlx::query_scalar("SELECT failure FROM verification.delivery")
            .fetch_one(&pool)
            .await
            .unwrap();
        tried
    })
    .await;
    suite.around.smsc.behave(Behaviour::Normal);
    suite.delivery(&handle, DeliveryState::Delivered).await;
}

#[tokio::test]
async fn cut_connection_means_the_message_at_least_once() {
    let suite = Suite::start().await;
    suite.around.smsc.behave(Behaviour::CutAfterAccept);
    started(&suite.client, sms(MOBILE)).await;
    let first = suite.message(MOBILE, 0).await;
    suite.around.smsc.behave(Behaviour::Normal);
    assert_eq!(suite.message(MOBILE, 1).await, first);
}

#[tokio::test]
async fn nothing_is_sent_after_a_cancellation() {
    let suite = Suite::start().await;
    suite
        .around
        .smsc
        .behave(Behaviour::RejectAll(CommandStatus::EsmeRsyserr));
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite
        .client
        .clone()
        .cancel_verification(cancel(&handle))
        .await
        .unwrap();
    // What is on its way when the code is taken back may still be tried.
    suite.delivery(&handle, DeliveryState::Skipped).await;
    suite.around.smsc.behave(Behaviour::Normal);
    started(&suite.client, sms(OTHER_MOBILE)).await;
    suite.message(OTHER_MOBILE, 0).await;
    assert!(suite.around.messages.list(Some(MOBILE), None, 1).is_empty());
}

#[tokio::test]
async fn message_whose_record_is_gone_ends_undelivered() {
    let suite = Suite::start().await;
    suite
        .around
        .smsc
        .behave(Behaviour::RejectAll(CommandStatus::EsmeRsyserr));
    started(&suite.client, sms(MOBILE)).await;
    suite.around.redis.empty().await;
    let pool = suite.around.pool().await;
    eventually(async || {
        let (state, failure, destination): (String, Option<String>, Option<Vec<u8>>) =
            sqlx::query_as("SELECT state, failure, destination FROM verification.delivery")
                .fetch_one(&pool)
                .await
                .unwrap();
        (state == "UNDELIVERED").then(|| {
            assert_eq!(failure.as_deref(), Some("record_gone"));
            assert_eq!(destination, None);
        })
    })
    .await;
}

#[tokio::test]
async fn message_of_a_dead_worker_is_sent_by_another_after_its_lease() {
    let around = Surroundings::new(TestRedis::new().await).await;
    around.smsc.behave(Behaviour::Silent);
    let mut config = around.config();
    config.delivery.worker.lease = Duration::from_secs(2);
    config.delivery.smpp.response_timeout = Duration::from_secs(1);
    let logged = kabinet_testkit::Capture::install();
    // A session that is bound before the centre falls silent holds the message until it dies.
    around.smsc.behave(Behaviour::Normal);
    let first = around.serve(config.clone(), Env::system()).await;
    let pool = around.pool().await;
    started(
        &first.client,
        crate::requests::email(crate::requests::EMAIL),
    )
    .await;
    eventually(async || {
        let bound = logged.lines_with("bound to the message centre");
        (!bound.is_empty()).then_some(())
    })
    .await;
    around.smsc.behave(Behaviour::Silent);
    let request = start("reg_0198c2b4-0000-7000-8000-000000000009", sms(MOBILE));
    first
        .client
        .clone()
        .start_verification(request)
        .await
        .unwrap();
    eventually(async || {
        let held: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM verification.delivery WHERE state = 'SUBMITTED' AND channel = 'SMS'",
        )
        .fetch_one(&pool)
        .await
        .unwrap();
        (held == 1).then_some(())
    })
    .await;
    first.kill().await;

    around.smsc.behave(Behaviour::Normal);
    let second = around.serve(config, Env::system()).await;
    let arrived = around
        .messages
        .wait_for(MOBILE, None, crate::suite::PATIENCE)
        .await;
    assert!(arrived.is_some());
    drop(second);
}
