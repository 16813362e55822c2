use std::time::SystemTime;

use futures::future::join_all;
use kabinet_env::Env;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1 as types;
use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::{DeliveryState, MessageTemplate};
use kabinet_status::read;

use crate::action_links::{ACTIONS, action, telling};
use crate::notices::{HOUR, profile, reaches, sent, variables};
use crate::requests::{EMAIL, MOBILE, email, reason, sms};
use crate::suite::Suite;

/// Templates that had no action in the version before.
const BEFORE: [MessageTemplate; 2] = [MessageTemplate::NewLogin, MessageTemplate::PasswordChanged];

/// Sends what must be refused, and returns the reason with the fields and their own reasons.
async fn refused(suite: &Suite, request: pb::SendRequest) -> (Reason, Vec<(String, String)>) {
    let refusal = profile(suite).send(request).await.unwrap_err();
    let fields = read::field_violations(&refusal).into_iter();
    let fields = fields.map(|field| (field.field, field.reason)).collect();
    (reason(&refusal), fields)
}

fn wrong(field: &str, why: &str) -> (Reason, Vec<(String, String)>) {
    let fields = vec![(field.to_owned(), why.to_owned())];
    (Reason::TemplateVariablesWrong, fields)
}

#[tokio::test]
async fn template_with_an_action_is_not_sent_without_it() {
    let suite = Suite::start().await;
    let wanted = ACTIONS
        .iter()
        .filter(|(template, _)| !BEFORE.contains(template));
    for (template, _) in wanted.copied() {
        for destination in [sms(MOBILE), email(EMAIL)] {
            let request = pb::SendRequest {
                action: None,
                ..telling(template, "en", destination)
            };
            let refusal = refused(&suite, request).await;
            assert_eq!(refusal, wrong("action", "ACTION_ABSENT"), "{template:?}");
        }
    }
}

#[tokio::test]
async fn notice_of_a_caller_of_the_version_before_is_taken_without_its_action() {
    let suite = Suite::start().await;
    for template in BEFORE {
        let request = pb::SendRequest {
            action: None,
            ..telling(template, "en", email(EMAIL))
        };
        profile(&suite).send(request).await.unwrap();
    }
}

#[tokio::test]
async fn template_without_an_action_is_not_sent_with_one() {
    let suite = Suite::start().await;
    for template in [
        MessageTemplate::ServiceLinked,
        MessageTemplate::LoginReminder,
        MessageTemplate::AccessEnded,
        MessageTemplate::ContactChangeUndone,
    ] {
        let request = pb::SendRequest {
            action: Some(action(types::ActionKind::ReportNotMe)),
            ..telling(template, "en", sms(MOBILE))
        };
        let refusal = refused(&suite, request).await;
        assert_eq!(refusal, wrong("action", "ACTION_UNKNOWN"), "{template:?}");
    }
}

#[tokio::test]
async fn action_of_another_template_or_of_more_than_three_days_is_refused() {
    let suite = Suite::start().await;
    let request = telling(MessageTemplate::RecoveryStarted, "en", sms(MOBILE));
    let other = pb::SendRequest {
        action: Some(action(types::ActionKind::UndoContactChange)),
        ..request.clone()
    };
    let refusal = refused(&suite, other).await;
    assert_eq!(refusal, wrong("action.kind", "ACTION_OF_OTHER_KIND"));
    let long = pb::SendRequest {
        action: Some(types::Action {
            expire_time: Some(SystemTime::from(Env::system().now() + 74 * HOUR).into()),
            ..action(types::ActionKind::CancelRecovery)
        }),
        ..request
    };
    let refusal = refused(&suite, long).await;
    assert_eq!(refusal, wrong("action.expire_time", "ACTION_TOO_LONG"));
}

#[tokio::test]
async fn wrong_variables_and_a_wrong_action_are_told_together() {
    let suite = Suite::start().await;
    let request = pb::SendRequest {
        action: None,
        variables: variables(&[("contact_kind", "FAX"), ("login", "ivan")]),
        ..telling(MessageTemplate::ContactChanged, "en", sms(MOBILE))
    };
    let (_, fields) = refused(&suite, request).await;
    let fields: Vec<_> = fields.iter().map(|(field, _)| field.as_str()).collect();
    let wrong = [
        "variables.login",
        "variables.time",
        "variables.contact_kind",
        "action",
    ];
    assert_eq!(fields, wrong);
}

#[tokio::test]
async fn malformed_action_is_refused_with_its_field() {
    let suite = Suite::start().await;
    let right = action(types::ActionKind::ReportNotMe);
    let far = prost_types::Timestamp {
        seconds: i64::MAX,
        nanos: 0,
    };
    for (field, malformed) in [
        (
            "action.account_id",
            types::Action {
                account_id: "acc_1".to_owned(),
                ..right.clone()
            },
        ),
        (
            "action.object_id",
            types::Action {
                object_id: "1".to_owned(),
                ..right.clone()
            },
        ),
        (
            "action.expire_time",
            types::Action {
                expire_time: Some(far),
                ..right.clone()
            },
        ),
        (
            "action.kind",
            types::Action {
                kind: 0,
                ..right.clone()
            },
        ),
    ] {
        let request = pb::SendRequest {
            action: Some(malformed),
            ..telling(MessageTemplate::NewLogin, "en", sms(MOBILE))
        };
        let (reason, fields) = refused(&suite, request).await;
        assert_eq!(reason, Reason::InvalidRequest, "{field}");
        let fields: Vec<_> = fields.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, [field]);
    }
}

#[tokio::test]
async fn same_request_with_another_action_is_refused() {
    let suite = Suite::start().await;
    let request = telling(MessageTemplate::NewLogin, "en", sms(MOBILE));
    let id = sent(&suite, request.clone()).await;
    let other = pb::SendRequest {
        action: Some(types::Action {
            object_id: "0198c2b4-0000-7000-8000-00000000000c".to_owned(),
            ..request.action.clone().unwrap()
        }),
        ..request.clone()
    };
    let (reason, _) = refused(&suite, other).await;
    assert_eq!(reason, Reason::RequestIdReused);
    assert_eq!(sent(&suite, request).await, id);
}

#[tokio::test]
async fn login_that_is_none_or_has_no_room_is_refused() {
    let suite = Suite::start().await;
    // Letters of two units each: a text message has no room for them, a mail has.
    let wide = "\u{20000}".repeat(32);
    let login = |login: &str, destination| pb::SendRequest {
        variables: variables(&[("login", login)]),
        ..telling(MessageTemplate::LoginReminder, "en", destination)
    };
    for request in [
        login("ivan petrov", email(EMAIL)),
        login(&"i".repeat(33), email(EMAIL)),
        login(&wide, sms(MOBILE)),
    ] {
        let refusal = refused(&suite, request).await;
        assert_eq!(refusal, wrong("variables.login", "VARIABLE_UNACCEPTABLE"));
    }
    sent(&suite, login(&wide, email(EMAIL))).await;
    assert!(suite.message(EMAIL, 0).await.contains(&wide));
    sent(&suite, login(&"ж".repeat(32), sms(MOBILE))).await;
    assert!(suite.message(MOBILE, 0).await.contains(&"ж".repeat(32)));
}

#[tokio::test]
async fn of_two_actions_that_come_at_once_with_one_request_id_one_is_sent() {
    let suite = Suite::start().await;
    let first = telling(MessageTemplate::NewLogin, "en", sms(MOBILE));
    let second = pb::SendRequest {
        action: Some(types::Action {
            object_id: "0198c2b4-0000-7000-8000-00000000000c".to_owned(),
            ..first.action.clone().unwrap()
        }),
        ..first.clone()
    };
    let calls = [&first, &second].repeat(4).into_iter().map(|request| {
        let (mut profile, request) = (profile(&suite), request.clone());
        async move { profile.send(request).await }
    });
    let (taken, refused): (Vec<_>, Vec<_>) =
        join_all(calls).await.into_iter().partition(Result::is_ok);
    assert_eq!((taken.len(), refused.len()), (4, 4));
    for refusal in refused {
        assert_eq!(reason(&refusal.unwrap_err()), Reason::RequestIdReused);
    }
    let id = &taken[0].as_ref().unwrap().get_ref().delivery_id;
    reaches(&suite, id, DeliveryState::Delivered).await;
    assert_eq!(suite.around.messages.list(Some(MOBILE), None, 9).len(), 1);
}
