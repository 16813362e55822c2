//! Strangers cannot make an account's chain of events grow at will.

use std::time::Duration;

use kabinet_proto::identity::v1::{SecurityEvent, SecurityEventKind};
use kabinet_testkit::StatementCount;

use crate::chain::{Row, chain, first_break, is_complete};
use crate::suite::{Refused as _, Suite};

const RATION: usize = 10;
const LOGIN: &str = "ivan.petrov";

async fn strangers_fail(suite: &Suite, times: usize) {
    for _ in 0..times {
        let mut stranger = suite.person("nobody");
        stranger.tries(LOGIN, "some other password").await.refusal();
    }
}

fn failures(chain: &[Row]) -> usize {
    let failed = chain.iter().filter(|row| row.kind == "LOGIN_FAILED");
    failed.count()
}

/// Lifts the limits on attempts, which otherwise end the guessing of a day in minutes.
async fn without_limits() -> Suite {
    Suite::with(&[
        ("IDENTITY_LIMIT_LOGIN_IDENTIFIER", "1000"),
        ("IDENTITY_LIMIT_LOGIN_PASSWORD", "1000"),
    ])
    .await
}

#[tokio::test]
async fn failures_beyond_the_days_ration_are_counted_in_the_next_event() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    person.registers().await;
    strangers_fail(&suite, RATION + 35).await;
    assert_eq!(failures(&chain(&suite).await), RATION);
    person.logs_in().await.unwrap();

    let chain = chain(&suite).await;
    let [earlier @ .., last] = chain.as_slice() else {
        panic!("the chain has events");
    };
    assert!(earlier.iter().all(|row| row.unlisted_failures == 0));
    assert_eq!(
        (last.kind.as_str(), last.unlisted_failures),
        ("LOGIN_SUCCEEDED", 35)
    );
    assert_eq!(first_break(&chain), None);
    assert!(is_complete(&suite, &chain).await);
}

#[tokio::test]
async fn count_of_unlisted_failures_cannot_be_changed_unnoticed() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    person.registers().await;
    strangers_fail(&suite, RATION + 3).await;
    person.logs_in().await.unwrap();
    suite
        .sql("ALTER TABLE identity.security_event DISABLE TRIGGER ALL")
        .await;
    for change in [
        "UPDATE identity.security_event SET unlisted_failures = 2 WHERE unlisted_failures = 3",
        "UPDATE identity.security_event SET unlisted_failures = 0 WHERE unlisted_failures = 2",
    ] {
        assert_eq!(suite.sql(change).await, 1);
        let chain = chain(&suite).await;
        let last = chain.last().unwrap().sequence;
        assert_eq!(first_break(&chain), Some(last), "{change}");
    }
}

#[tokio::test]
async fn every_day_has_a_ration_of_its_own() {
    let suite = without_limits().await;
    suite.person(LOGIN).registers().await;
    for day in 1..=3 {
        strangers_fail(&suite, RATION + 2).await;
        let chain = chain(&suite).await;
        assert_eq!(failures(&chain), RATION * day);
        assert_eq!(first_break(&chain), None);
        suite.time_passes(Duration::from_hours(24)).await;
    }
}

#[tokio::test]
async fn failures_of_a_known_device_and_of_a_session_are_always_listed() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    let grant = person.registers().await;
    strangers_fail(&suite, RATION + 1).await;
    person.tries(LOGIN, "some other password").await.refusal();
    let user = suite.as_user(&grant.access_token);
    user.reauthenticates("some other password").await.refusal();
    let chain = chain(&suite).await;
    assert_eq!(failures(&chain), RATION + 2);
    assert_eq!(first_break(&chain), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_failures_keep_the_ration_and_the_chain() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    person.registers().await;
    let attempts = (0..RATION * 3).map(|_| {
        let mut stranger = suite.person("nobody");
        async move {
            stranger.tries(LOGIN, "some other password").await.refusal();
        }
    });
    futures::future::join_all(attempts).await;
    person.logs_in().await.unwrap();
    let chain = chain(&suite).await;
    assert_eq!(failures(&chain), RATION);
    let unlisted = i64::try_from(RATION * 2).unwrap();
    assert_eq!(chain.last().unwrap().unlisted_failures, unlisted);
    assert_eq!(first_break(&chain), None);
}

fn counts(events: &[SecurityEvent]) -> Vec<i64> {
    events.iter().map(|event| event.unlisted_failures).collect()
}

#[tokio::test]
async fn person_sees_the_count_before_and_after_the_next_event() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    let token = person.registers().await.access_token;
    let user = suite.as_user(&token);
    strangers_fail(&suite, RATION + 5).await;
    let page = user.page_of_events(0, "").await.unwrap();
    let kinds = page.events.iter().map(SecurityEvent::kind);
    let failed = kinds.filter(|kind| *kind == SecurityEventKind::LoginFailed);
    assert_eq!(failed.count(), RATION);
    assert_eq!(page.unlisted_failures, 5);
    assert_eq!(counts(&page.events), [0; RATION + 2]);

    person.logs_in().await.unwrap();
    let page = user.page_of_events(0, "").await.unwrap();
    assert_eq!(page.unlisted_failures, 0);
    assert_eq!(page.events[0].kind(), SecurityEventKind::LoginSucceeded);
    assert_eq!(page.events[0].unlisted_failures, 5);
    assert_eq!(counts(&page.events[1..]), [0; RATION + 2]);
}

#[tokio::test]
async fn counts_are_the_same_over_pages_and_those_of_now_are_on_the_first() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    let token = person.registers().await.access_token;
    strangers_fail(&suite, RATION).await;
    for times in [5, 2] {
        strangers_fail(&suite, times).await;
        person.logs_in().await.unwrap();
    }
    person.logs_in().await.unwrap();
    strangers_fail(&suite, 3).await;

    let user = suite.as_user(&token);
    let all = user.events().await;
    assert_eq!(counts(&all[..4]), [0, 2, 5, 0]);
    for size in 1..=4 {
        let first = user.page_of_events(size, "").await.unwrap();
        assert_eq!(first.unlisted_failures, 3);
        let (mut paged, mut next) = (first.events, first.next_page_token);
        while !next.is_empty() {
            let page = user.page_of_events(size, &next).await.unwrap();
            assert_eq!(page.unlisted_failures, 0);
            paged.extend(page.events);
            next = page.next_page_token;
        }
        assert_eq!(paged, all, "{size}");
    }
}

#[tokio::test]
async fn page_of_events_costs_one_statement() {
    let suite = without_limits().await;
    let mut person = suite.person(LOGIN);
    let token = person.registers().await.access_token;
    strangers_fail(&suite, RATION + 5).await;
    let user = suite.as_user(&token);
    // The first one also prepares statements and looks at the session.
    user.page_of_events(3, "").await.unwrap();
    suite.falls_silent().await;
    let (page, statements) = StatementCount::of(&suite.database)
        .during(async || user.page_of_events(3, "").await.unwrap())
        .await;
    assert_eq!((page.events.len(), statements), (3, 1));
}
