use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;

use crate::concealing::case::{Case, configure, prepared, settled};
use crate::requests::{
    EMAIL, MOBILE, OTHER_MOBILE, SUBJECT, check, check_refused, email, reason, refused, resend,
    sms, start, started, switch,
};
use crate::suite::Suite;

#[tokio::test]
async fn withheld_messages_do_not_count_for_their_destination() {
    let suite = Suite::with(configure).await;
    for case in [Case::Suppressed, Case::Foreign] {
        let mut client = suite.client.clone();
        client.start_verification(case.start()).await.unwrap();
    }
    let keys = suite.around.redis.keys().await;
    let counts = |key: &&String| key.contains(":cd:") || key.contains("destination_per");
    assert_eq!(keys.iter().filter(counts).count(), 0, "{keys:?}");
    // Nor when the counters are built again from the ledger.
    settled(&suite).await;
    suite.around.redis.empty().await;
    let other = pb::StartVerificationRequest {
        conceal: true,
        ..start(SUBJECT, sms(Case::Suppressed.number()))
    };
    let mut client = suite.client.clone();
    client.start_verification(other).await.unwrap();
    suite.message(Case::Suppressed.number(), 0).await;
}

#[tokio::test]
async fn destination_of_concealed_verifications_gets_no_more_than_its_limit() {
    let suite = Suite::with(|config| {
        configure(config);
        config.ownership.cooldown = vec![Duration::ZERO];
    })
    .await;
    let mut client = suite.client.clone();
    for number in 0..4 {
        let request = pb::StartVerificationRequest {
            binding: Some(pb::Binding {
                purpose: pb::Purpose::Ownership.into(),
                ..crate::requests::binding(&format!("acc_{number}"))
            }),
            conceal: true,
            ..start("", sms(MOBILE))
        };
        client.start_verification(request).await.unwrap();
    }
    settled(&suite).await;
    assert_eq!(suite.around.messages.list(Some(MOBILE), None, 9).len(), 2);
}

#[tokio::test]
async fn code_that_was_never_sent_is_not_right() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    suite.change_record("unsent:SMS", "1").await;
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_eq!(reason(&refusal), Reason::CodeWrong);
}

#[tokio::test]
async fn code_that_was_withheld_works_once_it_is_sent() {
    let suite = prepared().await;
    let mut client = suite.client.clone();
    let begun = client.start_verification(Case::Limited.start()).await;
    let handle = begun.unwrap().into_inner().verification.unwrap().handle;
    // Somebody else's two messages are an hour old now.
    let mut connection = suite.around.redis.connection().await;
    for key in suite.around.redis.keys().await {
        if key.contains(":cd:") || key.contains("destination_per") {
            redis::cmd("DEL")
                .arg(&key)
                .query_async::<()>(&mut connection)
                .await
                .unwrap();
        }
    }
    client.resend_code(resend(&handle)).await.unwrap();
    let text = suite.message(Case::Limited.number(), 2).await;
    let request = pb::CheckCodeRequest {
        binding: Some(Case::Limited.binding()),
        ..check(&handle, &crate::suite::code_in(&text), "lnk_1")
    };
    assert!(client.check_code(request).await.is_ok());
}

#[tokio::test]
async fn concealed_second_number_is_withheld_and_not_refused() {
    let suite = Suite::with(|config| config.ownership.cooldown = vec![Duration::ZERO]).await;
    let mut client = suite.client.clone();
    let begun = client.start_verification(Case::Reachable.start()).await;
    let handle = begun.unwrap().into_inner().verification.unwrap().handle;
    settled(&suite).await;
    let other = pb::SwitchChannelRequest {
        binding: Some(Case::Reachable.binding()),
        ..switch(&handle, sms(OTHER_MOBILE))
    };
    let answer = client.switch_channel(other).await.unwrap().into_inner();
    assert_eq!(answer.verification.unwrap().sends_left, 2);
    settled(&suite).await;
    for (number, count) in [(OTHER_MOBILE, 0), (Case::Reachable.number(), 1)] {
        let arrived = suite.around.messages.list(Some(number), None, 9);
        assert_eq!(arrived.len(), count, "{number}");
    }
}

#[tokio::test]
async fn subject_and_network_are_limited_openly() {
    let suite = Suite::with(|config| {
        configure(config);
        config.ownership.subject.per_hour = 1;
    })
    .await;
    let mut client = suite.client.clone();
    client
        .start_verification(Case::Foreign.start())
        .await
        .unwrap();
    let refusal = refused(&suite.client, Case::Foreign.start()).await;
    assert_eq!(reason(&refusal), Reason::RateLimited);
    let limit = read::metadata(&refusal, "limit");
    assert_eq!(limit.as_deref(), Some("subject_per_hour"));
}

#[tokio::test]
async fn suppressed_change_of_channel_sends_nothing_and_keeps_the_first_code() {
    let suite = Suite::start().await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    let mut client = suite.client.clone();
    let other = pb::SwitchChannelRequest {
        suppress: true,
        ..switch(&handle, email(EMAIL))
    };
    client.switch_channel(other).await.unwrap();
    suite.delivery(&handle, pb::DeliveryState::Skipped).await;
    assert!(suite.around.messages.list(Some(EMAIL), None, 1).is_empty());
    assert!(client.check_code(check(&handle, &code, "a")).await.is_ok());
}

#[tokio::test]
async fn concealed_verification_is_suppressed_channel_by_channel() {
    let suite = Suite::start().await;
    let suppressed = pb::StartVerificationRequest {
        conceal: true,
        suppress: true,
        ..start(SUBJECT, sms(MOBILE))
    };
    let mut client = suite.client.clone();
    let begun = client.start_verification(suppressed).await.unwrap();
    let handle = begun.into_inner().verification.unwrap().handle;
    let other = switch(&handle, email(EMAIL));
    client.switch_channel(other).await.unwrap();
    let code = suite.code(EMAIL).await;
    assert!(suite.around.messages.list(Some(MOBILE), None, 1).is_empty());
    assert!(client.check_code(check(&handle, &code, "a")).await.is_ok());
}

#[tokio::test]
async fn open_verification_that_was_suppressed_at_its_start_stays_so() {
    let suite = Suite::start().await;
    let suppressed = pb::StartVerificationRequest {
        suppress: true,
        ..start(SUBJECT, sms(MOBILE))
    };
    let mut client = suite.client.clone();
    let begun = client.start_verification(suppressed).await.unwrap();
    let handle = begun.into_inner().verification.unwrap().handle;
    let other = switch(&handle, email(EMAIL));
    client.switch_channel(other).await.unwrap();
    suite.delivery(&handle, pb::DeliveryState::Skipped).await;
    assert!(suite.around.messages.list(Some(EMAIL), None, 1).is_empty());
}

#[tokio::test]
async fn without_concealment_a_second_number_is_still_refused() {
    let suite = Suite::with(|config| config.registration.cooldown = vec![Duration::ZERO]).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let refusal = suite
        .client
        .clone()
        .switch_channel(switch(&handle, sms(OTHER_MOBILE)))
        .await
        .unwrap_err();
    assert_eq!(reason(&refusal), Reason::DestinationUnacceptable);
    let foreign = refused(&suite.client, start(SUBJECT, sms("+12025550123"))).await;
    assert_eq!(reason(&foreign), Reason::DestinationUnacceptable);
}
