use std::time::{Duration, SystemTime};

use kabinet_env::Env;
use kabinet_peer::Peer;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::delivery_service_client::DeliveryServiceClient;
use kabinet_proto::verification::v1::{DeliveryState, Lane, MessageTemplate};
use kabinet_sinks::SmtpBehaviour;
use kabinet_status::read;
use sqlx::PgPool;

use crate::action_links::telling;
use crate::requests::{EMAIL, MOBILE, assert_waits, email, reason, request_id, sms};
use crate::suite::{PATIENCE, Suite, eventually, sender};

pub(crate) const HOUR: Duration = Duration::from_hours(1);

pub(crate) fn variables(pairs: &[(&str, &str)]) -> Vec<pb::TemplateVariable> {
    let variable = |(name, value): &(&str, &str)| pb::TemplateVariable {
        name: (*name).to_owned(),
        value: (*value).to_owned(),
    };
    pairs.iter().map(variable).collect()
}

pub(crate) fn notice(destination: pb::Destination) -> pb::SendRequest {
    pb::SendRequest {
        request_id: request_id(),
        lane: Lane::Security.into(),
        destination: Some(destination),
        template: MessageTemplate::ServiceLinked.into(),
        variables: variables(&[("time", "22.11.2026 14:50"), ("service_kind", "BROADBAND")]),
        language: "en".to_owned(),
        expire_time: Some(SystemTime::from(Env::system().now() + HOUR).into()),
        action: None,
    }
}

pub(crate) fn profile(suite: &Suite) -> DeliveryServiceClient<Peer> {
    sender(suite.running.address, "profile")
}

pub(crate) async fn sent(suite: &Suite, request: pb::SendRequest) -> String {
    let answer = profile(suite).send(request).await;
    answer.unwrap().into_inner().delivery_id
}

pub(crate) async fn shown(suite: &Suite, delivery_id: &str) -> pb::GetDeliveryResponse {
    let request = pb::GetDeliveryRequest {
        delivery_id: delivery_id.to_owned(),
    };
    profile(suite)
        .get_delivery(request)
        .await
        .unwrap()
        .into_inner()
}

pub(crate) async fn reaches(suite: &Suite, delivery_id: &str, state: DeliveryState) {
    eventually(async || {
        let delivery = shown(suite, delivery_id).await.delivery.unwrap();
        (delivery.state() == state).then_some(())
    })
    .await;
}

async fn rows(pool: &PgPool) -> i64 {
    let count = sqlx::query_scalar("SELECT count(*) FROM verification.notice");
    count.fetch_one(pool).await.unwrap()
}

#[tokio::test]
async fn text_message_arrives_and_its_receipt_is_taken() {
    let suite = Suite::start().await;
    let id = sent(&suite, notice(sms(MOBILE))).await;
    let text = suite.message(MOBILE, 0).await;
    assert!(
        text.starts_with("Kabinet: added on 22.11.2026 14:50: internet access."),
        "{text}"
    );
    reaches(&suite, &id, DeliveryState::Delivered).await;
    let shown = shown(&suite, &id).await;
    assert_eq!(shown.lane(), Lane::Security);
}

#[tokio::test]
async fn mail_arrives_as_text_and_escaped_html_with_a_plain_subject() {
    let suite = Suite::start().await;
    let request = pb::SendRequest {
        variables: variables(&[("time", "14:50 <b>& Co")]),
        ..telling(MessageTemplate::NewLogin, "pl-PL", email(EMAIL))
    };
    let id = sent(&suite, request).await;
    let message = suite.around.messages.wait_for(EMAIL, None, PATIENCE).await;
    let content = &message.unwrap().content;
    assert_eq!(
        content.subject.as_deref(),
        Some("Kabinet: logowanie na nowym urządzeniu")
    );
    assert!(content.text.contains("14:50 <b>& Co"), "{}", content.text);
    let html = content.html.as_deref().unwrap();
    assert!(
        html.contains("14:50 &lt;b&gt;&amp; Co") && html.contains("lang=\"pl\""),
        "{html}"
    );
    reaches(&suite, &id, DeliveryState::Accepted).await;
}

#[tokio::test]
async fn repeated_request_is_one_message_and_another_body_is_refused() {
    let suite = Suite::start().await;
    let pool = suite.around.pool().await;
    let request = notice(sms(MOBILE));
    let first = sent(&suite, request.clone()).await;
    reaches(&suite, &first, DeliveryState::Delivered).await;
    // The answer was lost; the message is at its end already.
    assert_eq!(sent(&suite, request.clone()).await, first);
    assert_eq!(rows(&pool).await, 1);
    assert_eq!(suite.around.messages.list(Some(MOBILE), None, 9).len(), 1);

    let other = pb::SendRequest {
        language: "ru".to_owned(),
        ..request
    };
    let refusal = profile(&suite).send(other).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::RequestIdReused);
}

#[tokio::test]
async fn wrong_variables_are_named_one_by_one() {
    let suite = Suite::start().await;
    for (template, given, wrong) in [
        (
            MessageTemplate::ServiceLinked,
            vec![("service_kind", "FAX"), ("device", "x")],
            vec![
                "variables.device",
                "variables.time",
                "variables.service_kind",
            ],
        ),
        (
            MessageTemplate::PasswordChanged,
            vec![("time", "14:50"), ("time", "14:51"), ("service_kind", "TV")],
            vec!["variables.time", "variables.service_kind"],
        ),
        (
            MessageTemplate::PersonalDataChanged,
            vec![(
                "time",
                "0123456789012345678901234567890123456789012345678901234567890123",
            )],
            vec!["variables.time"],
        ),
    ] {
        let request = pb::SendRequest {
            template: template.into(),
            variables: variables(&given),
            language: "ru".to_owned(),
            ..notice(sms(MOBILE))
        };
        let refusal = profile(&suite).send(request).await.unwrap_err();
        assert_eq!(reason(&refusal), Reason::TemplateVariablesWrong);
        let fields = read::field_violations(&refusal);
        let fields: Vec<_> = fields.iter().map(|field| field.field.as_str()).collect();
        assert_eq!(fields, wrong);
    }
    assert_eq!(rows(&suite.around.pool().await).await, 0);
}

#[tokio::test]
async fn destination_that_nothing_is_sent_to_is_refused() {
    let suite = Suite::start().await;
    for destination in [sms("+12025550123"), sms("x"), email("ivan@")] {
        let refusal = profile(&suite).send(notice(destination)).await.unwrap_err();
        assert_eq!(reason(&refusal), Reason::DestinationUnacceptable);
    }
}

#[tokio::test]
async fn malformed_time_is_refused() {
    let suite = Suite::start().await;
    let request = pb::SendRequest {
        expire_time: Some(prost_types::Timestamp {
            seconds: i64::MAX,
            nanos: 0,
        }),
        ..notice(sms(MOBILE))
    };
    let refusal = profile(&suite).send(request).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::InvalidRequest);
}

#[tokio::test]
async fn only_profile_sends_and_sees_notices() {
    let suite = Suite::start().await;
    let id = sent(&suite, notice(sms(MOBILE))).await;
    let mut stranger = sender(suite.running.address, "identity");
    let refusal = stranger.send(notice(sms(MOBILE))).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::CallerNotAllowed);
    let request = pb::GetDeliveryRequest { delivery_id: id };
    let refusal = stranger.get_delivery(request).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::CallerNotAllowed);
    for unknown in ["dlv_", "dlv_0198c2b4-0000-7000-8000-000000000001"] {
        let request = pb::GetDeliveryRequest {
            delivery_id: unknown.to_owned(),
        };
        let refusal = profile(&suite).get_delivery(request).await.unwrap_err();
        assert_eq!(reason(&refusal), Reason::DeliveryNotFound, "{unknown}");
    }
}

#[tokio::test]
async fn full_queue_refuses_new_notices_and_knows_old_ones() {
    let suite = Suite::with(|config| {
        config.delivery.notice_queue = 2;
        // Nothing leaves the queue.
        config.delivery.smpp.address = "127.0.0.1:1".to_owned();
    })
    .await;
    let first = notice(sms(MOBILE));
    let id = sent(&suite, first.clone()).await;
    sent(&suite, notice(sms(MOBILE))).await;
    let refusal = profile(&suite).send(notice(sms(MOBILE))).await.unwrap_err();
    assert_waits(&refusal, Reason::RateLimited);
    assert_eq!(read::metadata(&refusal, "limit").as_deref(), Some("queue"));
    assert_eq!(sent(&suite, first).await, id);
    assert_eq!(rows(&suite.around.pool().await).await, 2);
}

#[tokio::test]
async fn neither_receiver_nor_variables_are_in_clear_and_none_stay() {
    let suite = Suite::start().await;
    let pool = suite.around.pool().await;
    suite.around.smtp.behave(SmtpBehaviour::Temporary);
    let id = sent(&suite, notice(email(EMAIL))).await;
    let row: String = sqlx::query_scalar(
        "SELECT n::text || encode(n.destination, 'escape') || encode(n.variables, 'escape')
         FROM verification.notice AS n",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    for secret in [EMAIL, "22.11.2026", "BROADBAND"] {
        assert!(!row.contains(secret), "{secret}: {row}");
    }
    suite.around.smtp.behave(SmtpBehaviour::Normal);
    reaches(&suite, &id, DeliveryState::Accepted).await;
    let left: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM verification.notice
         WHERE destination IS NOT NULL OR variables IS NOT NULL",
    )
    .fetch_one(&pool)
    .await
    .unwrap();
    assert_eq!(left, 0);
}
