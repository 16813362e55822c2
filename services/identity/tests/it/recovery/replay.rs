//! A repeated step of a recovery gets the answer of the first; its id serves no other.

use std::collections::BTreeSet;

use kabinet_proto::identity::v1 as pb;
use kabinet_proto::types::v1::Channel;

use super::{NEW, registered};
use crate::notices::told;
use crate::replay::repeats;
use crate::suite::{FakeCodes, Suite};

/// Counts what is told; while time jumps, the same event may arrive twice.
async fn distinct_notices(suite: &Suite) -> usize {
    told(suite).await;
    let events = suite.profile.notices().into_iter();
    let ids: BTreeSet<_> = events.map(|event| event.event_id).collect();
    ids.len()
}

#[tokio::test]
async fn start() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    let other = |request: &mut pb::StartRecoveryRequest| request.set_channel(Channel::Email);
    repeats(&suite, request, other, async |request| {
        person.recoveries().start_recovery(request).await
    })
    .await;
    assert_eq!(distinct_notices(&suite).await, 1);
    let rows = "SELECT count(*) FROM identity.recovery";
    assert_eq!(suite.number(rows).await, 1);
}

#[tokio::test]
async fn start_after_everything_that_followed() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    let first = person.recoveries().start_recovery(request.clone()).await;
    let first = first.unwrap().into_inner();
    let verify = pb::VerifyRecoveryCodeRequest {
        request_id: suite.request_id(),
        recovery_id: first.recovery.as_ref().unwrap().recovery_id.clone(),
        recovery_token: first.recovery_token.clone(),
        code: FakeCodes::CODE.to_owned(),
        client: None,
    };
    let verified = person.recoveries().verify_recovery_code(verify).await;
    let ticket = verified.unwrap().into_inner().recovery_ticket;
    let complete = pb::CompleteRecoveryRequest {
        request_id: suite.request_id(),
        recovery_id: first.recovery.as_ref().unwrap().recovery_id.clone(),
        recovery_ticket: ticket,
        new_password: NEW.to_owned(),
        new_password_confirmation: NEW.to_owned(),
        client: None,
    };
    person
        .recoveries()
        .complete_recovery(complete)
        .await
        .unwrap();
    let again = person.recoveries().start_recovery(request).await.unwrap();
    assert_eq!(again.into_inner(), first);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn start_eight_times_at_once() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    let calls = (0..8).map(|_| {
        let (mut client, request) = (person.recoveries(), request.clone());
        async move { client.start_recovery(request).await.unwrap().into_inner() }
    });
    let answers = futures::future::join_all(calls).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(distinct_notices(&suite).await, 1);
    let rows = "SELECT count(*) FROM identity.recovery";
    assert_eq!(suite.number(rows).await, 1);
}

#[tokio::test]
async fn code() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.recovers("ivan.petrov").await.unwrap();
    let request = recovery.verify_request(FakeCodes::CODE);
    let other = |request: &mut pb::VerifyRecoveryCodeRequest| request.code.push('0');
    repeats(&suite, request, other, async |request| {
        person.recoveries().verify_recovery_code(request).await
    })
    .await;
}

#[tokio::test]
async fn personal_data() {
    let suite = Suite::with(&[("IDENTITY_RECOVERY_REQUIRES_PERSONAL_DATA", "on")]).await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let request = recovery.match_request("Примерова");
    let other = |request: &mut pb::MatchPersonalDataRequest| request.family_name.push('а');
    repeats(&suite, request, other, async |request| {
        person.recoveries().match_personal_data(request).await
    })
    .await;
    assert_eq!(suite.profile.matched().len(), 1);
}

#[tokio::test]
async fn new_password() {
    let suite = Suite::new().await;
    let (mut person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let request = recovery.complete_request(NEW);
    let other = |request: &mut pb::CompleteRecoveryRequest| request.new_password.push('!');
    repeats(&suite, request.clone(), other, async |request| {
        person.recoveries().complete_recovery(request).await
    })
    .await;
    NEW.clone_into(&mut person.password);
    let grant = person.logs_in().await.unwrap();
    person
        .recoveries()
        .complete_recovery(request)
        .await
        .unwrap();
    suite.as_user(&grant.access_token).sessions().await.unwrap();
    let resets = "SELECT count(*) FROM identity.security_event WHERE kind = 'PASSWORD_RESET'";
    assert_eq!(suite.number(resets).await, 1);
}

#[tokio::test]
async fn reminder() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.reminder_request(&person.mobile);
    let other = |request: &mut pb::RemindLoginRequest| request.contact.push('1');
    repeats(&suite, request, other, async |request| {
        person.recoveries().remind_login(request).await
    })
    .await;
    assert_eq!(distinct_notices(&suite).await, 1);
}

#[tokio::test]
async fn id_of_one_recovery_serves_the_step_of_another() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (other, _) = registered(&suite, "olga.popova").await;
    let first = person.recovers("ivan.petrov").await.unwrap();
    let second = other.recovers("olga.popova").await.unwrap();
    let request = first.verify_request(FakeCodes::CODE);
    let same_id = pb::VerifyRecoveryCodeRequest {
        request_id: request.request_id.clone(),
        ..second.verify_request(FakeCodes::CODE)
    };
    for request in [request, same_id] {
        person
            .recoveries()
            .verify_recovery_code(request)
            .await
            .unwrap();
    }
}
