use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::verification::v1::DeliveryState;
use kabinet_sinks::smsc::Behaviour;
use kabinet_testkit::TestRedis;

use crate::odd_centre::{Answers, OddCentre};
use crate::requests::{MOBILE, sms, started};
use crate::suite::{Suite, Surroundings, eventually};

async fn suite(centre: &OddCentre) -> Suite {
    let address = centre.address.to_string();
    Suite::with(|config| config.delivery.smpp.address = address).await
}

#[tokio::test]
async fn receipts_of_strangers_do_not_hold_up_an_answer() {
    let mut centre = OddCentre::start(Answers::AfterReceipts(500)).await;
    let suite = suite(&centre).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    centre.submitted().await;
    suite.delivery(&handle, DeliveryState::Accepted).await;
    assert_eq!(centre.further_submissions(), 0);
}

#[tokio::test]
async fn message_that_was_taken_without_an_id_is_not_repeated() {
    let mut centre = OddCentre::start(Answers::WithoutBody).await;
    let suite = suite(&centre).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    centre.submitted().await;
    suite.delivery(&handle, DeliveryState::Accepted).await;
    assert_eq!(centre.further_submissions(), 0);
}

#[tokio::test]
async fn answer_that_comes_while_the_service_stops_counts() {
    let mut centre = OddCentre::start(Answers::OnDemand).await;
    let around = Surroundings::new(TestRedis::new().await).await;
    let mut config = around.config();
    config.delivery.smpp.address = centre.address.to_string();
    let running = around.serve(config, Env::system()).await;
    started(&running.client, sms(MOBILE)).await;
    centre.submitted().await;
    running.refuse_calls().await;
    centre.answer();
    running.finished().await;
    let state: String = sqlx::query_scalar("SELECT state FROM verification.delivery")
        .fetch_one(&around.pool().await)
        .await
        .unwrap();
    assert_eq!(state, "ACCEPTED");
}

#[tokio::test]
async fn message_that_is_never_answered_is_given_up_after_five_copies() {
    let suite = Suite::with(|config| {
        config.delivery.worker.first_retry = Duration::from_millis(10);
    })
    .await;
    suite.around.smsc.behave(Behaviour::CutAfterAccept);
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    suite.delivery(&handle, DeliveryState::Unknown).await;
    let copies = suite.around.messages.list(Some(MOBILE), None, 100).len();
    assert_eq!(copies, 5);
}

#[tokio::test]
async fn message_whose_code_has_expired_does_not_wait_for_a_dead_centre() {
    let suite = Suite::with(|config| config.delivery.smpp.address = "127.0.0.1:1".to_owned()).await;
    started(&suite.client, sms(MOBILE)).await;
    let pool = suite.around.pool().await;
    sqlx::query("UPDATE verification.delivery SET create_time = create_time - interval '1 hour'")
        .execute(&pool)
        .await
        .unwrap();
    eventually(async || {
        let (state, failure): (String, Option<String>) =
            sqlx::query_as("SELECT state, failure FROM verification.delivery")
                .fetch_one(&pool)
                .await
                .unwrap();
        (state == "SKIPPED" && failure.as_deref() == Some("expired")).then_some(())
    })
    .await;
}
