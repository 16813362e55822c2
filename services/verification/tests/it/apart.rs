use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::verification::v1 as pb;
use kabinet_verification::SendLimits;

use crate::concealing::answers::told;
use crate::requests::{
    EMAIL, MOBILE, OTHER_MOBILE, binding, email, reason, refused, resend, sms, start, switch,
};
use crate::suite::Suite;
use crate::waiting::newest;

const UNTOUCHED_MOBILE: &str = "+79000000003";
const KNOWN_MOBILE: &str = "+79000000004";
const UNTOUCHED_EMAIL: &str = "olga@example.com";
const TWO: SendLimits = SendLimits {
    per_hour: 2,
    per_day: 2,
};

fn recovery(subject: &str) -> pb::Binding {
    pb::Binding {
        purpose: pb::Purpose::Recovery.into(),
        ..binding(subject)
    }
}

/// Starts a concealed verification of that subject, and returns its handle.
async fn conceals(suite: &Suite, subject: &str, destination: pb::Destination) -> String {
    starts(suite, subject, destination, false).await
}

/// The same of a subject whom the starter knows.
async fn conceals_known_subject(
    suite: &Suite,
    subject: &str,
    destination: pb::Destination,
) -> String {
    starts(suite, subject, destination, true).await
}

async fn starts(
    suite: &Suite,
    subject: &str,
    destination: pb::Destination,
    known_subject: bool,
) -> String {
    let request = pb::StartVerificationRequest {
        binding: Some(recovery(subject)),
        conceal: true,
        known_subject,
        ..start("", destination)
    };
    let begun = suite.client.clone().start_verification(request).await;
    begun.unwrap().into_inner().verification.unwrap().handle
}

/// Starts openly three times and returns every answer.
async fn open_answers(suite: &Suite, destination: pb::Destination) -> Vec<String> {
    let mut answers = Vec::new();
    for number in 0..3 {
        let request = start(&format!("reg_{number}"), destination.clone());
        let answer = suite.client.clone().start_verification(request).await;
        answers.push(told(answer, |answer| vec![&mut answer.verification]));
    }
    answers
}

#[tokio::test]
async fn open_start_answers_as_if_nothing_concealed_had_been_sent() {
    for cooldown in [Duration::from_secs(30), Duration::ZERO] {
        let suite = Suite::with(|config| {
            config.registration.cooldown = vec![cooldown];
            config.recovery.cooldown = vec![Duration::ZERO];
            for policy in [&mut config.registration, &mut config.recovery] {
                (policy.sms, policy.email) = (TWO, TWO);
            }
        })
        .await;
        let mut client = suite.client.clone();
        let handle = conceals(&suite, "acc_1", sms(MOBILE)).await;
        client.resend_code(resend(&handle)).await.unwrap();
        let other = pb::SwitchChannelRequest {
            binding: Some(recovery("acc_1")),
            ..switch(&handle, email(EMAIL))
        };
        client.switch_channel(other).await.unwrap();
        suite.message(MOBILE, 1).await;
        suite.message(EMAIL, 0).await;
        for (touched, untouched) in [
            (sms(MOBILE), sms(UNTOUCHED_MOBILE)),
            (email(EMAIL), email(UNTOUCHED_EMAIL)),
        ] {
            assert_eq!(
                open_answers(&suite, touched).await,
                open_answers(&suite, untouched).await,
                "{cooldown:?}"
            );
        }
    }
}

#[tokio::test]
async fn concealed_message_is_neither_delayed_nor_withheld_because_of_open_ones() {
    for open in [1, 2] {
        let suite = Suite::with(|config| {
            config.registration.cooldown = vec![Duration::ZERO];
            (config.registration.sms, config.recovery.sms) = (TWO, TWO);
        })
        .await;
        for number in 0..open {
            let request = start(&format!("reg_{number}"), sms(MOBILE));
            let mut client = suite.client.clone();
            client.start_verification(request).await.unwrap();
        }
        conceals(&suite, "acc_1", sms(MOBILE)).await;
        let (mode, _, wait) = newest(&suite.around.pool().await).await;
        assert_eq!((mode.as_str(), wait), ("SEND", 0), "{open} open");
        suite.message(MOBILE, open).await;
    }
}

#[tokio::test]
async fn strangers_neither_delay_nor_use_up_the_messages_of_a_known_subject() {
    for (cooldown, sent) in [(Duration::ZERO, 2), (Duration::from_secs(30), 1)] {
        let suite = Suite::with(|config| {
            config.recovery.cooldown = vec![cooldown];
            config.recovery.sms = TWO;
        })
        .await;
        for number in 0..3 {
            conceals(&suite, &format!("acc_{number}"), sms(MOBILE)).await;
        }
        conceals_known_subject(&suite, "acc_11", sms(MOBILE)).await;
        let (mode, _, wait) = newest(&suite.around.pool().await).await;
        assert_eq!((mode.as_str(), wait), ("SEND", 0), "{cooldown:?}");
        suite.message(MOBILE, sent).await;
    }
}

#[tokio::test]
async fn number_gets_no_more_messages_of_known_subjects_than_its_limit() {
    let suite = Suite::with(|config| {
        config.recovery.cooldown = vec![Duration::ZERO];
        config.recovery.sms = TWO;
    })
    .await;
    for number in 10..13 {
        conceals_known_subject(&suite, &format!("acc_{number}"), sms(MOBILE)).await;
    }
    let (mode, _, _) = newest(&suite.around.pool().await).await;
    assert_eq!(mode, "WITHHOLD");
}

#[tokio::test]
async fn subject_is_known_channel_by_channel() {
    // For each case: whether the subject is known at the start and after the switch, and how many keys
    // count for known subjects, and how many for others who conceal. Two limits and a ladder count for
    // each destination, and one key for the budget of the service.
    for (at_start, after, k, c) in [(true, true, 7, 0), (true, false, 4, 3), (false, true, 4, 3)] {
        let suite = Suite::with(|config| {
            config.recovery.cooldown = vec![Duration::ZERO];
            // So that its key lives as long as the test.
            config.recovery.messages_per_day = 100;
        })
        .await;
        let handle = starts(&suite, "acc_1", sms(MOBILE), at_start).await;
        let mut client = suite.client.clone();
        client.resend_code(resend(&handle)).await.unwrap();
        let other = pb::SwitchChannelRequest {
            binding: Some(recovery("acc_1")),
            known_subject: after,
            ..switch(&handle, email(EMAIL))
        };
        client.switch_channel(other).await.unwrap();
        client.resend_code(resend(&handle)).await.unwrap();
        let known: Vec<bool> = sqlx::query_scalar(
            "SELECT known_subject FROM verification.delivery ORDER BY generation",
        )
        .fetch_all(&suite.around.pool().await)
        .await
        .unwrap();
        assert_eq!(known, [at_start, at_start, after, after]);
        let keys = suite.around.redis.keys().await;
        let counting = |prefix: &str| keys.iter().filter(|key| key.contains(prefix)).count();
        assert_eq!((counting(":k:"), counting(":c:")), (k, c), "{keys:?}");
    }
}

#[tokio::test]
async fn what_is_withheld_costs_known_subjects_nothing() {
    let suite = Suite::with(|config| config.recovery.messages_per_day = 1).await;
    for number in 0..3 {
        let suppressed = pb::StartVerificationRequest {
            binding: Some(recovery(&format!("acc_{number}"))),
            conceal: true,
            known_subject: true,
            suppress: true,
            ..start("", sms(MOBILE))
        };
        let mut client = suite.client.clone();
        client.start_verification(suppressed).await.unwrap();
    }
    conceals_known_subject(&suite, "acc_13", sms(MOBILE)).await;
    suite.message(MOBILE, 0).await;
}

#[tokio::test]
async fn known_subject_is_refused_without_concealment() {
    let suite = Suite::start().await;
    let request = pb::StartVerificationRequest {
        known_subject: true,
        ..start("reg_1", sms(MOBILE))
    };
    let refusal = refused(&suite.client, request).await;
    assert_eq!(reason(&refusal), Reason::InvalidRequest);
}

#[tokio::test]
async fn counters_that_are_built_again_keep_their_messages_apart() {
    let suite = Suite::start().await;
    let pool = suite.around.pool().await;
    let mut client = suite.client.clone();
    conceals(&suite, "acc_1", sms(MOBILE)).await;
    conceals_known_subject(&suite, "acc_11", sms(KNOWN_MOBILE)).await;
    for number in [OTHER_MOBILE, UNTOUCHED_MOBILE] {
        let request = start("reg_1", sms(number));
        client.start_verification(request).await.unwrap();
    }
    // One by a version that did not say which it was.
    sqlx::query(
        "UPDATE verification.delivery
         SET disclosure = NULL
         WHERE create_time = (SELECT max(create_time) FROM verification.delivery)",
    )
    .execute(&pool)
    .await
    .unwrap();
    suite.around.redis.empty().await;

    let open = start("reg_2", sms(MOBILE));
    client.start_verification(open).await.unwrap();
    for number in [OTHER_MOBILE, UNTOUCHED_MOBILE] {
        let refusal = refused(&suite.client, start("reg_2", sms(number))).await;
        assert_eq!(reason(&refusal), Reason::ResendTooSoon);
    }
    for (number, concealed_waits, known_subject_waits) in [
        (MOBILE, true, false),
        (OTHER_MOBILE, false, false),
        (UNTOUCHED_MOBILE, true, true),
        (KNOWN_MOBILE, false, true),
    ] {
        conceals(&suite, "acc_2", sms(number)).await;
        let (mode, _, wait) = newest(&pool).await;
        assert_eq!(
            (mode.as_str(), wait > 0),
            ("SEND", concealed_waits),
            "{number}"
        );
        conceals_known_subject(&suite, "acc_12", sms(number)).await;
        let (mode, _, wait) = newest(&pool).await;
        assert_eq!(
            (mode.as_str(), wait > 0),
            ("SEND", known_subject_waits),
            "{number}"
        );
    }
}
