use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;

use crate::requests::{EMAIL, MOBILE, SUBJECT, email, reason, refused, sms, start, started};
use crate::suite::Suite;

#[tokio::test]
async fn started_verification_is_pending_with_everything_left() {
    let suite = Suite::start().await;
    let verification = started(&suite.client, sms(MOBILE)).await;
    assert_eq!(verification.state(), pb::VerificationState::Pending);
    assert_eq!(verification.channel(), Channel::Sms);
    assert_eq!(verification.code_length, 6);
    assert_eq!(verification.attempts_left, 5);
    assert_eq!(verification.sends_left, 3);
    assert!(verification.resend_time.unwrap().seconds < verification.expire_time.unwrap().seconds);

    let by_mail = started(&suite.client, email(EMAIL)).await;
    assert_eq!(by_mail.code_length, 8);
}

#[tokio::test]
async fn repeated_start_finds_the_same_verification_and_sends_nothing_more() {
    let suite = Suite::start().await;
    let request = start(SUBJECT, sms(MOBILE));
    let mut client = suite.client.clone();
    let first = client.start_verification(request.clone()).await.unwrap();
    suite.code(MOBILE).await;
    let again = client.start_verification(request).await.unwrap();
    let (first, again) = (
        first.into_inner().verification.unwrap(),
        again.into_inner().verification.unwrap(),
    );
    assert_eq!(first.handle, again.handle);
    assert_eq!(first.expire_time, again.expire_time);
    assert_eq!(suite.get(&first.handle).await.deliveries.len(), 1);
}

#[tokio::test]
async fn repeated_start_after_a_lost_row_queues_the_message_again() {
    let suite = Suite::start().await;
    let request = start(SUBJECT, sms(MOBILE));
    let mut client = suite.client.clone();
    client.start_verification(request.clone()).await.unwrap();
    suite.code(MOBILE).await;
    // As if the process had died between Redis and Postgres.
    let pool = suite.around.pool().await;
    sqlx::query("DELETE FROM verification.delivery")
        .execute(&pool)
        .await
        .unwrap();
    sqlx::query("DELETE FROM verification.verification")
        .execute(&pool)
        .await
        .unwrap();

    client.start_verification(request).await.unwrap();
    let (first, second) = (
        suite.message(MOBILE, 0).await,
        suite.message(MOBILE, 1).await,
    );
    assert_eq!(first, second);
}

#[tokio::test]
async fn request_id_with_another_body_is_refused() {
    let suite = Suite::start().await;
    let request = start(SUBJECT, sms(MOBILE));
    let mut client = suite.client.clone();
    client.start_verification(request.clone()).await.unwrap();
    let other = pb::StartVerificationRequest {
        destination: Some(email(EMAIL)),
        ..request
    };
    let refusal = refused(&suite.client, other).await;
    assert_eq!(reason(&refusal), Reason::RequestIdReused);
}

#[tokio::test]
async fn destination_that_nothing_is_sent_to_is_refused() {
    let suite = Suite::start().await;
    for destination in [
        sms("+12025550123"),
        sms("+7900"),
        sms(EMAIL),
        email(MOBILE),
        email("ivan@"),
    ] {
        let refusal = refused(&suite.client, start(SUBJECT, destination)).await;
        assert_eq!(reason(&refusal), Reason::DestinationUnacceptable);
        let fields = read::field_violations(&refusal);
        assert_eq!(fields[0].field, "destination.address");
    }
}
