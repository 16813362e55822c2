//! Calls that meet: each recovery has one end, and no session outlives a reset.

use futures::future::{join, join_all};
use kabinet_proof::action::ActionKind;
use kabinet_proto::errors::v1::Reason;

use super::{NEW, on_a_new_device, registered};
use crate::suite::{FakeCodes, Refused as _, Suite};

fn object(recovery_id: &str) -> sqlx::types::Uuid {
    recovery_id.trim_start_matches("rcv_").parse().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_recoveries_completed_at_once_one_wins() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (first, second) = (person.holds_a_ticket().await, person.holds_a_ticket().await);
    let (one, other) = join(first.sets(NEW), second.sets("another wholly-new.Password")).await;
    let (won, lost) = match (one, other) {
        (Ok(()), lost) => (NEW, lost),
        (lost, Ok(())) => ("another wholly-new.Password", lost),
        neither => panic!("nobody won: {neither:?}"),
    };
    assert_eq!(lost.reason(), Reason::RecoveryEnded);
    let mut elsewhere = on_a_new_device(&person);
    elsewhere.tries("ivan.petrov", won).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_eight_uses_of_one_ticket_one_has_an_effect() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let uses = (0..8).map(|number| {
        let recovery = recovery.clone();
        async move { recovery.sets(&format!("{NEW} {number}")).await }
    });
    let answers = join_all(uses).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let resets = "SELECT count(*) FROM identity.security_event WHERE kind = 'PASSWORD_RESET'";
    assert_eq!(suite.number(resets).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_is_completed_or_canceled_and_never_both() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    for _ in 0..4 {
        let recovery = person.holds_a_ticket().await;
        let token = suite.token(
            ActionKind::CancelRecovery,
            &account_id,
            object(&recovery.id),
        );
        let (set, canceled) = join(recovery.sets(NEW), suite.cancels_recovery(&token)).await;
        let lost = match (set, canceled) {
            (Ok(()), Err(lost)) | (Err(lost), Ok(())) => lost,
            both => panic!("{both:?}"),
        };
        let reason = kabinet_status::read::reason(&lost);
        assert_eq!(reason, Some(Reason::RecoveryEnded));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn login_with_the_old_password_does_not_outlive_the_reset() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.holds_a_ticket().await;
    let logins = (0..6).map(|_| {
        let mut elsewhere = on_a_new_device(&person);
        async move { elsewhere.logs_in().await }
    });
    let (set, grants) = join(recovery.sets(NEW), join_all(logins)).await;
    set.unwrap();
    for grant in grants.into_iter().flatten() {
        let user = suite.as_user(&grant.access_token);
        assert!(!user.introspection().await.active);
        assert_eq!(
            person.refreshes(&grant.refresh_token).await.reason(),
            Reason::RefreshTokenInvalid
        );
    }
    let live = "SELECT count(*) FROM identity.session WHERE end_time IS NULL";
    assert_eq!(suite.number(live).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_checks_of_one_code_give_one_ticket() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let recovery = person.recovers("ivan.petrov").await.unwrap();
    let checks = (0..8).map(|_| {
        let mut recovery = recovery.clone();
        async move {
            recovery.types(FakeCodes::CODE).await.unwrap();
            recovery.ticket
        }
    });
    let tickets = join_all(checks).await;
    assert!(tickets.iter().all(|ticket| *ticket == tickets[0]));
}

/// Locks what a recovery of this identifier decides on, as another one does.
async fn decides<'a>(suite: &Suite, recovery_id: &str) -> sqlx::Transaction<'a, sqlx::Postgres> {
    let mut other = suite.tables().await.begin().await.unwrap();
    sqlx::query(
        "SELECT pg_advisory_xact_lock(hashtextextended(account_id::text, 7101))
         FROM identity.recovery WHERE id = $1",
    )
    .bind(object(recovery_id))
    .execute(&mut *other)
    .await
    .unwrap();
    other
}

#[tokio::test]
async fn recoveries_of_one_identifier_queue_whether_it_is_anybodys_or_not() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    let waiting = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
    for identifier in ["ivan.petrov", "nobody"] {
        let first = stranger.recovers(identifier).await.unwrap();
        let other = decides(&suite, &first.id).await;
        let end = async {
            suite
                .settles(async || suite.number(waiting).await == 1)
                .await;
            other.commit().await.unwrap();
        };
        let (second, ()) = join(stranger.recovers(identifier), end).await;
        second.unwrap();
    }
}
