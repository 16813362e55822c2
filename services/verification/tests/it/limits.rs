use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_status::read;
use kabinet_testkit::Capture;
use kabinet_verification::{Config, SendLimits};

use crate::requests::{
    EMAIL, MOBILE, OTHER_MOBILE, SUBJECT, assert_limited, assert_waits, binding, check,
    check_refused, email, reason, refused, sms, start, started,
};
use crate::suite::{Suite, other_than};

const OTHER_SUBJECT: &str = "reg_0198c2b4-0000-7000-8000-000000000002";

fn without_cooldown(config: &mut Config) {
    config.registration.cooldown = vec![Duration::ZERO];
}

#[tokio::test]
async fn destination_rests_after_a_message_whoever_asks() {
    let suite = Suite::start().await;
    started(&suite.client, sms(MOBILE)).await;
    let refusal = refused(&suite.client, start(OTHER_SUBJECT, sms(MOBILE))).await;
    assert_waits(&refusal, Reason::ResendTooSoon);
    let wait = read::retry_after(&refusal).unwrap();
    assert!(wait <= Duration::from_secs(30), "{wait:?}");
}

#[tokio::test]
async fn destination_gets_so_many_messages_an_hour_and_a_day() {
    for (limits, limit) in [
        (
            SendLimits {
                per_hour: 2,
                per_day: 9,
            },
            "destination_per_hour",
        ),
        (
            SendLimits {
                per_hour: 9,
                per_day: 2,
            },
            "destination_per_day",
        ),
    ] {
        let suite = Suite::with(|config| {
            without_cooldown(config);
            config.registration.sms = limits;
        })
        .await;
        started(&suite.client, sms(MOBILE)).await;
        started(&suite.client, sms(MOBILE)).await;
        let refusal = refused(&suite.client, start(OTHER_SUBJECT, sms(MOBILE))).await;
        assert_limited(&refusal, limit);
        // Another destination has its own count, and the refusal used nothing up.
        started(&suite.client, sms(OTHER_MOBILE)).await;
    }
}

#[tokio::test]
async fn subject_starts_so_many_verifications() {
    let suite = Suite::with(|config| {
        without_cooldown(config);
        config.registration.subject.per_hour = 2;
    })
    .await;
    started(&suite.client, sms(MOBILE)).await;
    started(&suite.client, email(EMAIL)).await;
    let refusal = refused(&suite.client, start(SUBJECT, sms(OTHER_MOBILE))).await;
    assert_limited(&refusal, "subject_per_hour");
}

#[tokio::test]
async fn network_starts_so_many_verifications() {
    let suite = Suite::with(|config| config.registration.network_starts_per_hour = 1).await;
    started(&suite.client, sms(MOBILE)).await;
    let refusal = refused(&suite.client, start(OTHER_SUBJECT, sms(OTHER_MOBILE))).await;
    assert_limited(&refusal, "network_per_hour");
    let elsewhere = pb::StartVerificationRequest {
        client: None,
        ..start(OTHER_SUBJECT, sms(OTHER_MOBILE))
    };
    assert!(
        suite
            .client
            .clone()
            .start_verification(elsewhere)
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn service_sends_so_many_messages_and_says_before_that_they_run_out() {
    let suite = Suite::with(|config| config.registration.messages_per_day = 5).await;
    let logged = Capture::install();
    let told = || {
        logged
            .lines_with("four fifths of the messages of a day are used")
            .len()
    };
    let before = told();
    for number in 1..=3 {
        let subject = format!("reg_{number}");
        let request = start(&subject, sms(&format!("+7900000001{number}")));
        suite
            .client
            .clone()
            .start_verification(request)
            .await
            .unwrap();
    }
    assert_eq!(told(), before);
    for number in 4..=5 {
        let subject = format!("reg_{number}");
        let request = start(&subject, sms(&format!("+7900000001{number}")));
        suite
            .client
            .clone()
            .start_verification(request)
            .await
            .unwrap();
    }
    assert_eq!(told(), before + 1);
    let sixth = start("reg_6", sms("+79000000016"));
    let refusal = refused(&suite.client, sixth.clone()).await;
    assert_limited(&refusal, "messages_per_day");
    // Strangers have used it up; what known subjects ask for is counted apart.
    let of_known_subject = pb::StartVerificationRequest {
        conceal: true,
        known_subject: true,
        ..sixth
    };
    let mut client = suite.client.clone();
    client.start_verification(of_known_subject).await.unwrap();
    suite.message("+79000000016", 0).await;
}

#[tokio::test]
async fn subject_that_guesses_too_often_is_locked() {
    let suite = Suite::with(|config| config.registration.failures_per_day = 2).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    for _ in 0..2 {
        let refusal = check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
        assert_eq!(reason(&refusal), Reason::CodeWrong);
    }
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_waits(&refusal, Reason::CodeLocked);
    let refusal = refused(&suite.client, start(SUBJECT, email(EMAIL))).await;
    assert_waits(&refusal, Reason::CodeLocked);
    assert!(read::retry_after(&refusal).unwrap() > Duration::from_hours(23));
}

#[tokio::test]
async fn subject_that_never_guesses_right_is_locked_for_long() {
    let suite = Suite::with(|config| config.registration.failures_in_a_row = 2).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    for _ in 0..2 {
        check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    }
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_waits(&refusal, Reason::CodeLocked);
    assert!(read::retry_after(&refusal).unwrap() > Duration::from_hours(29 * 24));
}

#[tokio::test]
async fn network_that_guesses_too_often_is_refused() {
    let suite = Suite::with(|config| config.registration.network_failures_per_hour = 1).await;
    let handle = started(&suite.client, sms(MOBILE)).await.handle;
    let code = suite.code(MOBILE).await;
    check_refused(&suite.client, check(&handle, &other_than(&code), "a")).await;
    let refusal = check_refused(&suite.client, check(&handle, &code, "a")).await;
    assert_limited(&refusal, "network_failures_per_hour");
    let elsewhere = pb::CheckCodeRequest {
        binding: Some(binding(SUBJECT)),
        client: None,
        ..check(&handle, &code, "a")
    };
    assert!(suite.client.clone().check_code(elsewhere).await.is_ok());
}
