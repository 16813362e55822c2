//! A device that the account knows, or knew, recovers access apart from everybody else.

use std::time::Duration;

use kabinet_proof::action::ActionKind;
use kabinet_proto::types::v1::NewLogin;
use kabinet_proto::types::v1::notice::Subject;

use super::{NEW, on_a_new_device, registered};
use crate::notices::told;
use crate::suite::{CodeCall, FakeCodes, Person, Suite};

const FORGOTTEN: &str =
    "SELECT count(*) FROM identity.known_device WHERE forgotten_time IS NOT NULL";

/// Asks for a code, and tells whether it went out.
async fn reaches(suite: &Suite, person: &Person<'_>) -> bool {
    person.recovers(&person.login).await.unwrap();
    !suite.codes.starts().pop().unwrap().suppress
}

async fn spends_the_budget(suite: &Suite, person: &Person<'_>) {
    for _ in 0..5 {
        assert!(reaches(suite, person).await);
    }
    assert!(!reaches(suite, person).await);
}

async fn ends_all_access(suite: &Suite, account_id: &str) {
    let kind = ActionKind::ReportNotMe;
    let token = suite.token(kind, account_id, suite.env.uuid_v7());
    suite.reports_not_me(&token).await.unwrap();
}

#[tokio::test]
async fn owner_whose_access_was_ended_recovers_past_strangers_and_the_thief() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let mut thief = on_a_new_device(&person);
    let grant = thief.logs_in().await.unwrap();
    thief.device.device_token = grant.device_token;
    ends_all_access(&suite, &account_id).await;
    assert_eq!(suite.number(FORGOTTEN).await, 2);

    spends_the_budget(&suite, &on_a_new_device(&person)).await;
    spends_the_budget(&suite, &thief).await;
    let mut recovery = person.recovers("ivan.petrov").await.unwrap();
    recovery.types(FakeCodes::CODE).await.unwrap();
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn forgotten_device_logs_in_like_a_new_one_and_is_known_by_a_new_token() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    ends_all_access(&suite, &account_id).await;
    person.holds_a_ticket().await.sets(NEW).await.unwrap();
    NEW.clone_into(&mut person.password);
    let forgotten = person.device.device_token.clone();
    let grant = person.logs_in().await.unwrap();
    assert_ne!(grant.device_token, forgotten);
    let session_id = grant.session.unwrap().session_id;
    let again = person.logs_in().await.unwrap();
    assert_eq!(again.device_token, grant.device_token);
    let told = told(&suite).await.into_iter();
    let logins: Vec<_> = told
        .filter_map(|notice| notice.subject)
        .filter(|subject| matches!(subject, Subject::NewLogin(_)))
        .collect();
    assert_eq!(logins, [Subject::NewLogin(NewLogin { session_id })]);
    // A thief's was forgotten with it: none of them comes back.
    assert_eq!(suite.number(FORGOTTEN).await, 1);
}

#[tokio::test]
async fn every_known_device_has_a_budget_and_a_subject_of_its_own() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut other = on_a_new_device(&person);
    other.device.device_token = other.logs_in().await.unwrap().device_token;
    spends_the_budget(&suite, &person).await;
    spends_the_budget(&suite, &other).await;
    // By whatever name of the account.
    person.recovers(&person.mobile).await.unwrap();
    assert!(suite.codes.starts().pop().unwrap().suppress);
    let subjects: std::collections::BTreeSet<_> = suite
        .codes
        .starts()
        .into_iter()
        .skip(1)
        .map(|started| started.binding.unwrap().subject)
        .collect();
    assert_eq!(subjects.len(), 3);
}

#[tokio::test]
async fn forgotten_device_is_a_stranger_after_ninety_days() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    ends_all_access(&suite, &account_id).await;
    suite.time_passes(Duration::from_hours(24 * 90)).await;
    suite
        .time_passes_until(Duration::from_mins(10), async || {
            suite.number(FORGOTTEN).await == 0
        })
        .await;
    person.recovers("ivan.petrov").await.unwrap();
    let started = suite.codes.starts().pop().unwrap();
    assert!(started.binding.unwrap().subject.ends_with("/STRANGER"));
}

#[tokio::test]
async fn verification_hears_who_is_at_a_known_device_and_the_network_of_others_only() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let stranger = on_a_new_device(&person);
    for (asking, known, heard) in [
        (&person, true, ""),
        (&stranger, false, stranger.device.network_address.as_str()),
    ] {
        let mut recovery = asking.recovers("ivan.petrov").await.unwrap();
        recovery.types(FakeCodes::CODE).await.unwrap();
        let started = suite.codes.starts().pop().unwrap();
        assert_eq!(started.known_subject, known);
        let started = started.client.unwrap();
        let (call, checked) = suite.codes.clients().pop().unwrap();
        assert_eq!(call, CodeCall::Check);
        assert_eq!(
            (&*started.network_address, &*checked.network_address),
            (heard, heard)
        );
        assert_eq!(started.user_agent, asking.device.user_agent);
    }
}
