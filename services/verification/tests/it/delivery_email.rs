use std::time::Duration;

use kabinet_proto::verification::v1::DeliveryState;
use kabinet_sinks::SmtpBehaviour;

use crate::requests::{EMAIL, email, started};
use crate::suite::{PATIENCE, Suite, code_in, eventually};

#[tokio::test]
async fn code_arrives_as_text_and_html_with_headers_for_machines() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    let message = suite
        .around
        .messages
        .wait_for(EMAIL, None, PATIENCE)
        .await
        .unwrap();
    let code = code_in(&message.content.text);
    assert_eq!(code.len(), 8);
    assert!(message.content.html.as_deref().unwrap().contains(&code));
    assert_eq!(
        message.content.subject.as_deref(),
        Some("Kabinet: код подтверждения")
    );
    assert_eq!(message.header("Auto-Submitted"), Some("auto-generated"));
    let key = message.header("X-Idempotency-Key").unwrap();
    assert!(message.header("Message-ID").unwrap().contains(key));
    suite.delivery(&handle, DeliveryState::Accepted).await;
}

#[tokio::test]
async fn deferred_mail_is_tried_again() {
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Temporary);
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    tried(&suite, "mail_deferred").await;
    suite.around.smtp.behave(SmtpBehaviour::Normal);
    suite.delivery(&handle, DeliveryState::Accepted).await;
}

#[tokio::test]
async fn refused_mail_is_final() {
    let suite = Suite::start().await;
    suite.around.smtp.behave(SmtpBehaviour::Permanent);
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    suite.delivery(&handle, DeliveryState::Undelivered).await;
}

#[tokio::test]
async fn silent_mail_server_is_given_up_and_found_again() {
    let suite = Suite::with(|config| {
        config.delivery.smtp.timeout = Duration::from_millis(300);
    })
    .await;
    suite.around.smtp.behave(SmtpBehaviour::BlackHole);
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    eventually(async || {
        let pool = suite.around.pool().await;
        let failure: Option<String> =
            sqlx::query_scalar("SELECT failure FROM verification.delivery")
                .fetch_one(&pool)
                .await
                .unwrap();
        failure
    })
    .await;
    suite.around.smtp.behave(SmtpBehaviour::Normal);
    suite.delivery(&handle, DeliveryState::Accepted).await;
}

#[tokio::test]
async fn message_that_cannot_be_sent_within_the_codes_life_ends_undelivered() {
    let suite = Suite::with(|config| {
        config.registration.time_to_live = Duration::from_secs(25);
        config.delivery.worker.first_retry = Duration::from_secs(30);
    })
    .await;
    suite.around.smtp.behave(SmtpBehaviour::Temporary);
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    suite.delivery(&handle, DeliveryState::Undelivered).await;
}

async fn tried(suite: &Suite, wanted: &str) {
    let pool = suite.around.pool().await;
    eventually(async || {
        let failure: Option<String> =
            sqlx::query_scalar("SELECT failure FROM verification.delivery")
                .fetch_one(&pool)
                .await
                .unwrap();
        (failure.as_deref() == Some(wanted)).then_some(())
    })
    .await;
}
