//! Tokens of messages, and what an owner does who was not the one.

use std::time::Duration;

use kabinet_proof::action::ActionKind;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::identity::v1::{SecurityEvent, SecurityEventKind as Kind};
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{AccessEndCause, AccessEnded, Notice};
use kabinet_status::read;
use sqlx::types::Uuid;

use crate::chain::{chain, first_break};
use crate::notices::told;
use crate::recovery::{NEW, on_a_new_device, registered};
use crate::suite::{By, CodeCall, FakeCodes, Forgery, Person, Refused as _, Suite, findings};

const EVENTS: &str = "SELECT count(*) FROM identity.security_event";

fn object(recovery_id: &str) -> Uuid {
    recovery_id.trim_start_matches("rcv_").parse().unwrap()
}

fn not_me(suite: &Suite, account_id: &str) -> String {
    suite.token(ActionKind::ReportNotMe, account_id, suite.env.uuid_v7())
}

fn access_ended(notices: &[Notice]) -> Vec<(AccessEndCause, String)> {
    let ended = notices.iter().filter_map(|notice| match &notice.subject {
        Some(Subject::AccessEnded(ended)) => Some((ended.cause(), notice.language.clone())),
        _ => None,
    });
    ended.collect()
}

async fn sets_a_new_password<'a>(person: &Person<'a>) -> Person<'a> {
    let recovery = on_a_new_device(person).holds_a_ticket().await;
    recovery.sets(NEW).await.unwrap();
    let mut owner = person.clone();
    NEW.clone_into(&mut owner.password);
    owner.logs_in().await.unwrap();
    owner
}

#[tokio::test]
async fn canceled_recovery_sets_no_password() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let recovery = on_a_new_device(&person).holds_a_ticket().await;
    let token = suite.token(
        ActionKind::CancelRecovery,
        &account_id,
        object(&recovery.id),
    );
    for _ in 0..3 {
        suite.cancels_recovery(&token).await.unwrap();
    }
    let refused = recovery.sets(NEW).await.refusal();
    let state = read::metadata(&refused, "state");
    assert_eq!(state.as_deref(), Some("CANCELED"));
    let grant = person.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    let canceled = events
        .iter()
        .filter(|event| event.kind() == Kind::RecoveryCanceled);
    assert_eq!(canceled.count(), 1);
}

#[tokio::test]
async fn recovery_that_set_a_password_cannot_be_canceled_any_more() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    recovery.sets(NEW).await.unwrap();
    let token = suite.token(
        ActionKind::CancelRecovery,
        &account_id,
        object(&recovery.id),
    );
    for _ in 0..2 {
        let refused = suite.cancels_recovery(&token).await.refusal();
        assert_eq!(read::reason(&refused), Some(Reason::RecoveryEnded));
        let state = read::metadata(&refused, "state");
        assert_eq!(state.as_deref(), Some("COMPLETED"));
    }
}

#[tokio::test]
async fn recovery_that_ended_by_itself_is_canceled_without_a_trace() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let recovery = person.recovers("ivan.petrov").await.unwrap();
    let day = Duration::from_hours(72);
    let (kind, id) = (ActionKind::CancelRecovery, object(&recovery.id));
    let token = suite.token_for(day, kind, &account_id, id, None);
    suite.clock.advance(Duration::from_hours(25));
    let events = suite.number(EVENTS).await;
    suite.cancels_recovery(&token).await.unwrap();
    assert_eq!(suite.number(EVENTS).await, events);
}

#[tokio::test]
async fn token_cancels_no_recovery_of_another_account() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (_, other) = registered(&suite, "olga.popova").await;
    let recovery = person.holds_a_ticket().await;
    let token = suite.token(ActionKind::CancelRecovery, &other, object(&recovery.id));
    suite.cancels_recovery(&token).await.unwrap();
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn report_ends_every_session_and_voids_the_password_until_a_recovery() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let account_id = grant.session.unwrap().account_id;
    let recovery = on_a_new_device(&person).holds_a_ticket().await;
    told(&suite).await;
    suite
        .reports_not_me(&not_me(&suite, &account_id))
        .await
        .unwrap();

    let user = suite.as_user(&grant.access_token);
    assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(
        person.refreshes(&grant.refresh_token).await.reason(),
        Reason::RefreshTokenInvalid
    );
    assert_eq!(recovery.sets(NEW).await.reason(), Reason::RecoveryEnded);
    let ended = access_ended(&told(&suite).await);
    assert_eq!(ended, [(AccessEndCause::NotMe, "pl".to_owned())]);
    let devices = "SELECT count(*) FROM identity.known_device WHERE forgotten_time IS NULL";
    assert_eq!(suite.number(devices).await, 0);

    assert_eq!(
        person.logs_in().await.reason(),
        Reason::PasswordResetRequired
    );
    let wrong = person.tries("ivan.petrov", "some other password").await;
    assert_eq!(wrong.reason(), Reason::CredentialsInvalid);
    let mut owner = sets_a_new_password(&person).await;
    let grant = owner.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    assert!(
        events
            .iter()
            .any(|event| event.kind() == Kind::NotMeReported)
    );
    assert_eq!(first_break(&chain(&suite).await), None);
}

#[tokio::test]
async fn void_password_is_not_set_again() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let token = not_me(&suite, &account_id);
    suite.reports_not_me(&token).await.unwrap();
    let recovery = person.holds_a_ticket().await;
    let hashes = suite.hashes();
    let refused = recovery.sets(&person.password).await.refusal();
    assert_eq!(read::reason(&refused), Some(Reason::PasswordUnacceptable));
    assert_eq!(findings(&refused, "new_password"), ["PASSWORD_VOID"]);
    assert_eq!(suite.hashes(), hashes + 1);
    recovery.sets(NEW).await.unwrap();
    // Nobody else knows the one that a person has only forgotten.
    person.holds_a_ticket().await.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn right_and_void_password_is_noted_as_a_failed_login_after_the_same_work() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    suite
        .reports_not_me(&not_me(&suite, &account_id))
        .await
        .unwrap();
    let mut thief = on_a_new_device(&person);
    let (hashes, events) = (suite.hashes(), suite.number(EVENTS).await);
    assert_eq!(
        thief.logs_in().await.reason(),
        Reason::PasswordResetRequired
    );
    assert_eq!(suite.hashes(), hashes + 1);
    assert_eq!(suite.number(EVENTS).await, events + 1);
}

#[tokio::test]
async fn token_of_an_earlier_message_works_once_and_not_for_ever() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let token = not_me(&suite, &account_id);
    let later = not_me(&suite, &account_id);
    suite.reports_not_me(&token).await.unwrap();
    let mut owner = sets_a_new_password(&person).await;
    for _ in 0..3 {
        suite.reports_not_me(&token).await.unwrap();
    }
    owner.logs_in().await.unwrap();
    let ended = access_ended(&told(&suite).await);
    assert_eq!(ended.len(), 1);
    suite.clock.advance(Duration::from_hours(24));
    let refused = suite.reports_not_me(&later).await.reason();
    assert_eq!(refused, Reason::ActionTokenInvalid);
    owner.logs_in().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_reports_with_one_token_are_one() {
    let suite = Suite::new().await;
    let (_, account_id) = registered(&suite, "ivan.petrov").await;
    let token = not_me(&suite, &account_id);
    let reports = (0..8).map(|_| suite.reports_not_me(&token));
    for report in futures::future::join_all(reports).await {
        report.unwrap();
    }
    let reported = "SELECT count(*) FROM identity.security_event WHERE kind = 'NOT_ME_REPORTED'";
    assert_eq!(suite.number(reported).await, 1);
    assert_eq!(access_ended(&told(&suite).await).len(), 1);
}

#[tokio::test]
async fn token_that_is_not_for_this_does_nothing() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let recovery = person.recovers("ivan.petrov").await.unwrap();
    let (id, day) = (object(&recovery.id), Duration::from_hours(24));
    let nobody = "acc_00000000-0000-7000-8000-000000000000";
    let forged = Some(Forgery::OtherKey);
    let kind = ActionKind::CancelRecovery;
    for token in [
        suite.token(ActionKind::ReportNotMe, &account_id, id),
        suite.token(ActionKind::UndoContactChange, &account_id, id),
        suite.token_for(Duration::ZERO, kind, &account_id, id, None),
        suite.token_for(day, kind, &account_id, id, forged),
        suite.token(kind, nobody, id),
        "nonsense".to_owned(),
    ] {
        let refused = suite.cancels_recovery(&token).await.reason();
        assert_eq!(refused, Reason::ActionTokenInvalid, "{token}");
    }
    let kind = ActionKind::ReportNotMe;
    for token in [
        suite.token(ActionKind::CancelRecovery, &account_id, id),
        suite.token_for(Duration::ZERO, kind, &account_id, id, None),
        suite.token_for(day, kind, &account_id, id, forged),
        suite.token(kind, nobody, id),
    ] {
        let refused = suite.reports_not_me(&token).await.reason();
        assert_eq!(refused, Reason::ActionTokenInvalid, "{token}");
    }
    let mut recovery = recovery;
    recovery.types(FakeCodes::CODE).await.unwrap();
    person.logs_in().await.unwrap();
}

#[tokio::test]
async fn takeover_that_profile_reports_ends_access_once_an_event() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let account_id = grant.session.unwrap().account_id;
    let event = suite.takeover_reported(&account_id);
    let refused = suite.hears("service/subscriptions", &event).await;
    assert_eq!(refused.reason(), Reason::CallerNotAllowed);
    person.logs_in().await.unwrap();

    for _ in 0..3 {
        suite.hears("service/profile", &event).await.unwrap();
    }
    let user = suite.as_user(&grant.access_token);
    assert_eq!(user.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(
        person.logs_in().await.reason(),
        Reason::PasswordResetRequired
    );
    let cause = AccessEndCause::ContactChangeUndone;
    let notices = told(&suite).await;
    assert_eq!(access_ended(&notices), [(cause, String::new())]);
    assert!(notices.iter().any(|notice| notice.subject
        == Some(Subject::AccessEnded(AccessEnded {
            cause: cause.into()
        }))));
    let mut owner = sets_a_new_password(&person).await;
    suite.hears("service/profile", &event).await.unwrap();
    let grant = owner.logs_in().await.unwrap();
    let events = suite.as_user(&grant.access_token).events().await;
    let kinds: Vec<_> = events.iter().map(SecurityEvent::kind).collect();
    let undone = kinds
        .iter()
        .filter(|kind| **kind == Kind::ContactChangeUndone);
    assert_eq!(undone.count(), 1);
}

#[tokio::test]
async fn takeover_of_nobodys_account_is_taken_and_ignored() {
    let suite = Suite::new().await;
    let nobody = "acc_00000000-0000-7000-8000-000000000000";
    let event = suite.takeover_reported(nobody);
    suite.hears("service/profile", &event).await.unwrap();
    assert_eq!(told(&suite).await, []);
}

#[tokio::test]
async fn login_and_report_at_once_leave_no_session() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let logins = (0..6).map(|_| {
        let mut elsewhere = on_a_new_device(&person);
        async move { elsewhere.logs_in().await.ok() }
    });
    let token = not_me(&suite, &account_id);
    let report = suite.reports_not_me(&token);
    let (reported, _) = futures::future::join(report, futures::future::join_all(logins)).await;
    reported.unwrap();
    let live = "SELECT count(*) FROM identity.session WHERE end_time IS NULL";
    assert_eq!(suite.number(live).await, 0);
}

#[tokio::test]
async fn token_that_cannot_be_checked_is_neither_good_nor_bad() {
    let suite = Suite::new().await;
    suite.codes.fails(CodeCall::Keys, By::Silence);
    let token = not_me(&suite, "acc_00000000-0000-7000-8000-000000000000");
    let refused = suite.reports_not_me(&token).await.reason();
    assert_eq!(refused, Reason::TemporarilyUnavailable);
    suite.codes.recovers();
    suite.clock.advance(Duration::from_secs(1));
    let refused = suite.reports_not_me(&token).await.reason();
    assert_eq!(refused, Reason::ActionTokenInvalid);
}
