use std::time::Duration;

use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_proto::verification::v1 as pb;
use kabinet_verification::Config;

use crate::requests::{
    EMAIL, MOBILE, OTHER_MOBILE, SUBJECT, assert_waits, check, check_refused, email, reason,
    resend, sms, start, started, switch,
};
use crate::suite::{Suite, code_in, other_than};

fn without_cooldown(config: &mut Config) {
    config.registration.cooldown = vec![Duration::ZERO];
}

#[tokio::test]
async fn resend_repeats_the_same_code_and_does_not_prolong_it() {
    let suite = Suite::with(without_cooldown).await;
    let first = started(&suite.client, sms(MOBILE)).await;
    let code = suite.code(MOBILE).await;
    let answer = suite
        .client
        .clone()
        .resend_code(resend(&first.handle))
        .await;
    let second = answer.unwrap().into_inner().verification.unwrap();
    assert_eq!(second.expire_time, first.expire_time);
    assert_eq!(second.sends_left, 2);
    assert_eq!(code_in(&suite.message(MOBILE, 1).await), code);
}

#[tokio::test]
async fn resend_waits_for_the_next_step_of_the_ladder() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let refusal = suite
        .client
        .clone()
        .resend_code(resend(&handle))
        .await
        .unwrap_err();
    assert_waits(&refusal, Reason::ResendTooSoon);
}

#[tokio::test]
async fn ladder_grows_with_every_message() {
    let steps = [
        Duration::ZERO,
        Duration::from_secs(50),
        Duration::from_secs(99),
    ];
    let suite = Suite::with(|config| config.registration.cooldown = steps.to_vec()).await;
    let begin_time = Env::system().now();
    let first = started(&suite.client, sms(MOBILE)).await;
    let answer = suite
        .client
        .clone()
        .resend_code(resend(&first.handle))
        .await;
    let second = answer.unwrap().into_inner().verification.unwrap();
    let wait = second.resend_time.unwrap().seconds - first.resend_time.unwrap().seconds;
    let between = (Env::system().now() - begin_time).whole_seconds();
    assert!((50..=51 + between).contains(&wait), "{wait}");
}

#[tokio::test]
async fn repeated_resend_is_one_message() {
    let suite = Suite::with(without_cooldown).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let request = resend(&handle);
    let mut client = suite.client.clone();
    let first = client
        .resend_code(request.clone())
        .await
        .unwrap()
        .into_inner();
    let again = client
        .resend_code(request.clone())
        .await
        .unwrap()
        .into_inner();
    let left = |answer: pb::ResendCodeResponse| answer.verification.unwrap().sends_left;
    assert_eq!(left(first), left(again));
    assert_eq!(suite.get(&handle).await.deliveries.len(), 2);
}

#[tokio::test]
async fn messages_of_one_verification_are_counted() {
    let suite = Suite::with(|config| {
        without_cooldown(config);
        config.registration.sends = 2;
    })
    .await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let mut client = suite.client.clone();
    client.resend_code(resend(&handle)).await.unwrap();
    let refusal = client.resend_code(resend(&handle)).await.unwrap_err();
    assert_waits(&refusal, Reason::SendsSpent);
    let shown = suite.get(&handle).await.verification.unwrap();
    assert_eq!((shown.sends_left, shown.resend_time), (0, None));
}

#[tokio::test]
async fn nothing_is_sent_again_near_the_end() {
    let suite = Suite::with(|config| {
        without_cooldown(config);
        config.registration.resend_floor = config.registration.time_to_live;
    })
    .await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let mut client = suite.client.clone();
    // The life that is left is less than the whole from the next millisecond on.
    let refusal =
        crate::suite::eventually(async || client.clone().resend_code(resend(&handle)).await.err())
            .await;
    assert_eq!(reason(&refusal), Reason::ResendTooLate);
    let missing = client.resend_code(resend("nothing")).await.unwrap_err();
    assert_eq!(reason(&missing), Reason::VerificationNotFound);
}

#[tokio::test]
async fn resend_counts_for_its_destination() {
    let suite = Suite::with(|config| {
        without_cooldown(config);
        config.registration.sms.per_hour = 1;
    })
    .await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let refusal = suite
        .client
        .clone()
        .resend_code(resend(&handle))
        .await
        .unwrap_err();
    assert_waits(&refusal, Reason::RateLimited);
}

#[tokio::test]
async fn other_channel_keeps_the_attempts_and_the_earlier_code() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    let answer = suite
        .client
        .clone()
        .switch_channel(switch(&handle, email(EMAIL)))
        .await;
    let switched = answer.unwrap().into_inner().verification.unwrap();
    assert_eq!(switched.channel(), Channel::Email);
    assert_eq!((switched.code_length, switched.attempts_left), (8, 4));
    let by_mail = suite.code(EMAIL).await;
    assert_eq!(by_mail.len(), 8);
    check_refused(&suite.client, check(&handle, &other_than(&by_mail), "a")).await;
    assert!(
        suite
            .client
            .clone()
            .check_code(check(&handle, &code, "a"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn code_of_the_other_channel_is_right_too() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, email(EMAIL)).await.handle;
    let mut client = suite.client.clone();
    client
        .switch_channel(switch(&handle, sms(MOBILE)))
        .await
        .unwrap();
    let code = suite.code(MOBILE).await;
    assert!(client.check_code(check(&handle, &code, "a")).await.is_ok());
}

#[tokio::test]
async fn channel_is_not_changed_with_another_binding_or_to_a_second_number() {
    let suite = Suite::with(without_cooldown).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let mut client = suite.client.clone();
    let mut other = switch(&handle, email(EMAIL));
    other.binding.as_mut().unwrap().check_secret[0] ^= 1;
    let refusal = client.switch_channel(other).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::VerificationNotFound);
    let second = switch(&handle, sms(OTHER_MOBILE));
    let refusal = client.switch_channel(second).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::DestinationUnacceptable);
}

#[tokio::test]
async fn further_request_ids_are_compared_with_their_bodies() {
    let suite = Suite::with(without_cooldown).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let mut client = suite.client.clone();
    let request = switch(&handle, email(EMAIL));
    client.switch_channel(request.clone()).await.unwrap();
    let other = pb::SwitchChannelRequest {
        destination: Some(sms(MOBILE)),
        ..request
    };
    let refusal = client.switch_channel(other).await.unwrap_err();
    assert_eq!(reason(&refusal), Reason::RequestIdReused);
    // One id may start another verification's message: ids are compared within a verification.
    assert!(
        client
            .start_verification(start(SUBJECT, sms(OTHER_MOBILE)))
            .await
            .is_ok()
    );
}
