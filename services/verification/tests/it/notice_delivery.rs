use std::time::{Duration, SystemTime};

use kabinet_env::Env;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::{DeliveryState, MessageTemplate};
use kabinet_sinks::SmtpBehaviour;
use kabinet_sinks::smsc::Behaviour;
use kabinet_testkit::TestRedis;

use crate::action_links::telling;
use crate::notices::{HOUR, notice, reaches, sent};
use crate::requests::{EMAIL, MOBILE, email, sms};
use crate::suite::{PATIENCE, Suite, Surroundings, eventually, sender};

#[tokio::test]
async fn notice_whose_time_is_over_is_not_sent() {
    let suite = Suite::start().await;
    let request = pb::SendRequest {
        expire_time: Some(SystemTime::from(Env::system().now() - HOUR).into()),
        ..notice(sms(MOBILE))
    };
    let id = sent(&suite, request).await;
    reaches(&suite, &id, DeliveryState::Skipped).await;
    assert!(suite.around.messages.list(Some(MOBILE), None, 1).is_empty());
}

#[tokio::test]
async fn deferred_notice_is_tried_again_and_a_refused_one_is_final() {
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Temporary);
    let id = sent(&suite, notice(email(EMAIL))).await;
    let pool = suite.around.pool().await;
    eventually(async || {
        let attempts = sqlx::query_scalar("SELECT attempts FROM verification.notice");
        let attempts: i16 = attempts.fetch_one(&pool).await.unwrap();
        (attempts > 1).then_some(())
    })
    .await;
    suite.around.smtp.behave(SmtpBehaviour::Normal);
    reaches(&suite, &id, DeliveryState::Accepted).await;
    suite.around.smtp.behave(SmtpBehaviour::Permanent);
    let id = sent(&suite, notice(email(EMAIL))).await;
    reaches(&suite, &id, DeliveryState::Undelivered).await;
}

#[tokio::test]
async fn notice_that_is_never_answered_is_given_up_after_five_copies() {
    let suite = Suite::with(|config| {
        config.delivery.worker.first_retry = Duration::from_millis(10);
    })
    .await;
    suite.around.smsc.behave(Behaviour::CutAfterAccept);
    let id = sent(&suite, notice(sms(MOBILE))).await;
    reaches(&suite, &id, DeliveryState::Unknown).await;
    let copies = suite.around.messages.list(Some(MOBILE), None, 100).len();
    assert_eq!(copies, 5);
}

#[tokio::test]
async fn notice_of_a_dead_worker_is_sent_by_another_after_its_lease() {
    let around = Surroundings::new(TestRedis::new().await).await;
    let mut config = around.config();
    config.delivery.worker.lease = Duration::from_secs(2);
    config.delivery.smpp.response_timeout = Duration::from_secs(1);
    // The first process never reaches a centre: it dies between claim and hand-over.
    let mut lost = config.clone();
    lost.delivery.smpp.address = "127.0.0.1:1".to_owned();
    let first = around.serve(lost, Env::system()).await;
    let pool = around.pool().await;
    let answer = sender(first.address, "profile")
        .send(notice(sms(MOBILE)))
        .await;
    let id = answer.unwrap().into_inner().delivery_id;
    eventually(async || {
        let held = sqlx::query_scalar(
            "SELECT count(*) FROM verification.notice WHERE state = 'SUBMITTED'",
        );
        let held: i64 = held.fetch_one(&pool).await.unwrap();
        (held == 1).then_some(())
    })
    .await;
    first.kill().await;

    let second = around.serve(config, Env::system()).await;
    let arrived = around.messages.wait_for(MOBILE, None, PATIENCE).await;
    assert!(arrived.is_some());
    eventually(async || {
        let request = pb::GetDeliveryRequest {
            delivery_id: id.clone(),
        };
        let shown = sender(second.address, "profile")
            .get_delivery(request)
            .await;
        let delivery = shown.unwrap().into_inner().delivery.unwrap();
        (delivery.state() == DeliveryState::Delivered).then_some(())
    })
    .await;
}

#[tokio::test]
async fn every_template_is_sent_in_every_language() {
    let suite = Suite::start().await;
    let templates = [
        MessageTemplate::NewLogin,
        MessageTemplate::PasswordChanged,
        MessageTemplate::ServiceLinked,
        MessageTemplate::ServiceUnlinked,
        MessageTemplate::HolderChanged,
        MessageTemplate::PersonalDataChanged,
        MessageTemplate::RecoveryStarted,
        MessageTemplate::PasswordReset,
        MessageTemplate::LoginReminder,
        MessageTemplate::AccessEnded,
        MessageTemplate::ContactChanged,
        MessageTemplate::ContactChangeUndone,
    ];
    let mut wanted = 0;
    for template in templates {
        for language in ["ru", "en", "pl"] {
            for destination in [sms(MOBILE), email(EMAIL)] {
                sent(&suite, telling(template, language, destination)).await;
            }
            wanted += 1;
        }
    }
    suite.message(MOBILE, wanted - 1).await;
    suite.message(EMAIL, wanted - 1).await;
}
