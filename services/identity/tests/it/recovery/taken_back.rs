//! A recovery that its owner takes back before the right code goes on like one of nobody.

use kabinet_proof::action::ActionKind;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::Channel;
use kabinet_status::read;
use sqlx::types::Uuid;

use super::{NEW, on_a_new_device, registered};
use crate::suite::{By, CodeCall, FakeCodes, Person, Refused as _, Suite, seen};

fn object(recovery_id: &str) -> Uuid {
    recovery_id.trim_start_matches("rcv_").parse().unwrap()
}

fn cancel_token(suite: &Suite, account_id: &str, recovery_id: &str) -> String {
    let kind = ActionKind::CancelRecovery;
    suite.token(kind, account_id, object(recovery_id))
}

#[tokio::test]
async fn recovery_that_is_taken_back_answers_as_a_decoy() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    let mut decoy = stranger.recovers("nobody").await.unwrap();
    let mut canceled = stranger.recovers("ivan.petrov").await.unwrap();
    let token = cancel_token(&suite, &account_id, &canceled.id);
    for _ in 0..2 {
        suite.cancels_recovery(&token).await.unwrap();
    }
    for code in ["000000", FakeCodes::CODE, "000000"] {
        let answers = (
            canceled.types(code).await.refusal(),
            decoy.types(code).await.refusal(),
        );
        assert_eq!(seen(&answers.0), seen(&answers.1), "{code}");
        assert_ne!(read::reason(&answers.0), Some(Reason::RecoveryEnded));
    }
    let canceled = "SELECT count(*) FROM identity.security_event WHERE kind = 'RECOVERY_CANCELED'";
    assert_eq!(suite.number(canceled).await, 1);
    let verified = "SELECT count(*) FROM identity.recovery WHERE verify_time IS NOT NULL";
    assert_eq!(suite.number(verified).await, 0);
}

#[tokio::test]
async fn end_of_all_access_takes_back_what_waits_for_a_code() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let mut waiting = on_a_new_device(&person)
        .recovers("ivan.petrov")
        .await
        .unwrap();
    let takeover = suite.takeover_reported(&account_id);
    suite.hears("service/profile", &takeover).await.unwrap();
    let refused = waiting.types("000000").await.reason();
    assert_eq!(refused, Reason::CodeWrong);
    let refused = waiting.types(FakeCodes::CODE).await.reason();
    assert_eq!(refused, Reason::CodeExpired);
}

#[tokio::test]
async fn code_that_is_taken_back_before_it_is_out_does_not_go_out() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let request = person.recovery_request("ivan.petrov", Channel::Sms);
    suite.codes.fails(CodeCall::Start, By::LosingAnswers);
    let cut_off = person.recoveries().start_recovery(request.clone()).await;
    cut_off.refusal();
    let first = suite.codes.starts().pop().unwrap();
    suite.codes.recovers();
    person.holds_a_ticket().await.sets(NEW).await.unwrap();
    person.recoveries().start_recovery(request).await.unwrap();
    let repeated = suite.codes.starts().pop().unwrap();
    assert!(!first.suppress && repeated.suppress);
    // Verification would refuse another question under the id of the first.
    assert_ne!(first.request_id, repeated.request_id);
}

#[tokio::test]
async fn recovery_of_a_stranger_that_the_owner_takes_back_costs_no_budget() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    let suppressed = suppressed_of_six_taken_back(&suite, &stranger, &account_id).await;
    assert_eq!(suppressed, [false; 6]);
}

#[tokio::test]
async fn recovery_at_a_known_device_costs_its_budget_though_the_owner_takes_it_back() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let suppressed = suppressed_of_six_taken_back(&suite, &person, &account_id).await;
    assert_eq!(suppressed, [false, false, false, false, false, true]);
}

async fn suppressed_of_six_taken_back(
    suite: &Suite,
    asking: &Person<'_>,
    account_id: &str,
) -> Vec<bool> {
    let mut suppressed = Vec::new();
    for _ in 0..6 {
        let recovery = asking.recovers("ivan.petrov").await.unwrap();
        suppressed.push(suite.codes.starts().pop().unwrap().suppress);
        let token = cancel_token(suite, account_id, &recovery.id);
        suite.cancels_recovery(&token).await.unwrap();
    }
    suppressed
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn right_code_and_the_end_of_a_recovery_at_once_open_nothing() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    for _ in 0..4 {
        let mut recovery = person.recovers("ivan.petrov").await.unwrap();
        let token = cancel_token(&suite, &account_id, &recovery.id);
        let cancel = suite.cancels_recovery(&token);
        let mut typing = recovery.clone();
        let check = typing.types(FakeCodes::CODE);
        let (canceled, checked) = futures::future::join(cancel, check).await;
        canceled.unwrap();
        if let Err(refused) = checked {
            let reason = read::reason(&refused);
            assert!(matches!(
                reason,
                Some(Reason::CodeExpired | Reason::RecoveryEnded)
            ));
        } else {
            recovery.ticket = typing.ticket;
            let refused = recovery.sets(NEW).await.reason();
            assert_eq!(refused, Reason::RecoveryEnded);
        }
    }
}
