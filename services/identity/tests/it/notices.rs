//! What a person is told of their account, by whom it is sent and how often.

use std::collections::HashSet;
use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::types::v1::event::Fact;
use kabinet_proto::types::v1::notice::Subject;
use kabinet_proto::types::v1::{NewLogin, Notice};

use crate::suite::{By, Person, ProfileCall, Refused as _, Suite};

const NEW: &str = "a wholly-new.Password of mine";
const STEP: Duration = Duration::from_secs(1);
const WAITING: &str = "SELECT count(*) FROM identity.outbox_event";

/// Returns the notices that arrived, each once.
fn notices(suite: &Suite) -> Vec<Notice> {
    // An event may arrive twice: the clock runs faster than leases last.
    let mut seen = HashSet::new();
    let events = suite.profile.notices().into_iter();
    events
        .filter(|event| seen.insert(event.event_id.clone()))
        .map(|event| match event.fact {
            Some(Fact::Notice(notice)) => notice,
            other => panic!("no notice: {other:?}"),
        })
        .collect()
}

/// Waits, while time stands still, until every event has left, and returns the notices.
pub(crate) async fn told(suite: &Suite) -> Vec<Notice> {
    suite
        .settles(async || suite.number(WAITING).await == 0)
        .await;
    notices(suite)
}

/// Waits as `told` does, and returns how many logins on new devices were told.
pub(crate) async fn new_logins(suite: &Suite) -> usize {
    let told = told(suite).await.into_iter();
    told.filter(|notice| matches!(notice.subject, Some(Subject::NewLogin(_))))
        .count()
}

async fn registered<'a>(suite: &'a Suite, login: &str) -> (Person<'a>, String) {
    let mut person = suite.person(login);
    let account_id = person.registers().await.session.unwrap().account_id;
    (person, account_id)
}

fn on_a_new_device<'a>(person: &Person<'a>) -> Person<'a> {
    let mut elsewhere = person.on_another_device();
    elsewhere.device.device_token.clear();
    elsewhere
}

#[tokio::test]
async fn login_on_a_new_device_is_told_once_however_often_it_is_repeated() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let mut elsewhere = on_a_new_device(&person);
    "en-GB".clone_into(&mut elsewhere.device.language);
    let request = elsewhere.login_request("ivan.petrov", &person.password);
    let mut session_id = String::new();
    for _ in 0..10 {
        let answer = elsewhere.sessions().login(request.clone()).await.unwrap();
        session_id = answer
            .into_inner()
            .grant
            .unwrap()
            .session
            .unwrap()
            .session_id;
    }
    let expected = Notice {
        account_id,
        language: "en-GB".to_owned(),
        subject: Some(Subject::NewLogin(NewLogin { session_id })),
    };
    assert_eq!(told(&suite).await, [expected]);
}

#[tokio::test]
async fn registration_known_device_refresh_and_renewed_authentication_are_not_told() {
    let suite = Suite::new().await;
    let (mut person, _) = registered(&suite, "ivan.petrov").await;
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.reauthenticates(&person.password).await.unwrap();
    person.refreshes(&grant.refresh_token).await.unwrap();
    assert_eq!(told(&suite).await, []);
}

#[tokio::test]
async fn device_is_new_once_and_to_each_account() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (olga, _) = registered(&suite, "olga.popova").await;
    let mut elsewhere = on_a_new_device(&person);
    for _ in 0..3 {
        elsewhere.logs_in().await.unwrap();
    }
    assert_eq!(told(&suite).await.len(), 1);
    let mut borrowed = olga.clone();
    borrowed.device.clone_from(&elsewhere.device);
    for _ in 0..3 {
        borrowed.logs_in().await.unwrap();
    }
    assert_eq!(told(&suite).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_logins_of_a_new_device_get_a_token_each_and_are_told_each() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let (olga, _) = registered(&suite, "olga.popova").await;
    let mut borrowed = olga.clone();
    borrowed.device.clone_from(&person.device);
    let logins = (0..8).map(|_| {
        let mut borrowed = borrowed.clone();
        async move { borrowed.logs_in().await.unwrap().device_token }
    });
    let tokens: HashSet<_> = join_all(logins).await.into_iter().collect();
    assert_eq!(tokens.len(), 8);
    assert_eq!(told(&suite).await.len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_logins_of_a_known_device_keep_its_token_and_are_not_told() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let logins = (0..8).map(|_| {
        let mut person = person.clone();
        async move { person.logs_in().await.unwrap().device_token }
    });
    let tokens: HashSet<_> = join_all(logins).await.into_iter().collect();
    assert_eq!(tokens, HashSet::from([person.device.device_token.clone()]));
    assert_eq!(told(&suite).await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn parallel_repeats_of_one_login_are_told_once() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let elsewhere = on_a_new_device(&person);
    let request = elsewhere.login_request("ivan.petrov", &person.password);
    let logins = (0..8).map(|_| {
        let (mut sessions, request) = (elsewhere.sessions(), request.clone());
        async move { sessions.login(request).await.unwrap() }
    });
    join_all(logins).await;
    assert_eq!(told(&suite).await.len(), 1);
}

#[tokio::test]
async fn failed_login_is_not_told() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut stranger = on_a_new_device(&person);
    let refused = stranger.tries("ivan.petrov", "some other password").await;
    assert_eq!(refused.reason(), Reason::CredentialsInvalid);
    assert_eq!(told(&suite).await, []);
}

#[tokio::test]
async fn changed_password_is_told_once_however_often_it_is_repeated() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let user = suite.as_user(&grant.access_token);
    let mut request = user.change_request(&person.password, NEW);
    request.client = Some(person.device.clone());
    let mut access_token = grant.access_token;
    for _ in 0..10 {
        let user = suite.as_user(&access_token);
        let request = user.says(request.clone());
        let changed = user.credentials().change_password(request).await.unwrap();
        access_token = changed.into_inner().grant.unwrap().access_token;
    }
    let told = told(&suite).await;
    assert_eq!(told.len(), 1);
    assert!(matches!(told[0].subject, Some(Subject::PasswordChanged(_))));
    assert_eq!(told[0].language, person.device.language);
}

#[tokio::test]
async fn changed_password_makes_every_device_new_but_the_one_that_changed_it() {
    let suite = Suite::new().await;
    let (mut person, _) = registered(&suite, "ivan.petrov").await;
    let (mut olga, _) = registered(&suite, "olga.popova").await;
    let mut elsewhere = on_a_new_device(&person);
    elsewhere.logs_in().await.unwrap();
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.changes_password(&person.password, NEW).await.unwrap();
    NEW.clone_into(&mut person.password);
    NEW.clone_into(&mut elsewhere.password);

    person.logs_in().await.unwrap();
    olga.logs_in().await.unwrap();
    assert_eq!(new_logins(&suite).await, 1);
    for _ in 0..2 {
        elsewhere.logs_in().await.unwrap();
        assert_eq!(new_logins(&suite).await, 2);
    }
}

#[tokio::test]
async fn repeat_of_the_change_forgets_no_device() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    let mut elsewhere = on_a_new_device(&person);
    let grant = person.clone().logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    let request = user.change_request(&person.password, NEW);
    let changed = user.says(request.clone());
    let changed = user.credentials().change_password(changed).await.unwrap();
    NEW.clone_into(&mut elsewhere.password);
    elsewhere.logs_in().await.unwrap();

    let user = suite.as_user(&changed.into_inner().grant.unwrap().access_token);
    let repeat = user.says(request);
    user.credentials().change_password(repeat).await.unwrap();
    elsewhere.logs_in().await.unwrap();
    assert_eq!(new_logins(&suite).await, 1);
}

#[tokio::test]
async fn devices_stay_known_while_the_password_stays() {
    let suite = Suite::new().await;
    let (mut person, _) = registered(&suite, "ivan.petrov").await;
    let mut elsewhere = on_a_new_device(&person);
    elsewhere.logs_in().await.unwrap();
    let grant = person.logs_in().await.unwrap();
    let user = suite.as_user(&grant.access_token);
    user.changes_password("some other password", NEW)
        .await
        .refusal();
    user.revokes_all().await.unwrap();
    elsewhere.logs_in().await.unwrap();
    assert_eq!(new_logins(&suite).await, 1);
}

#[tokio::test]
async fn password_that_was_not_changed_is_not_told() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    let grant = person.registers().await;
    let user = suite.as_user(&grant.access_token);
    user.changes_password("some other password", NEW)
        .await
        .refusal();
    user.changes_password(&person.password, "short")
        .await
        .refusal();
    assert_eq!(told(&suite).await, []);
}

#[tokio::test]
async fn notice_waits_for_profile_and_arrives_when_it_is_back() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    suite.profile.fails(ProfileCall::Notify, By::Silence);
    on_a_new_device(&person).logs_in().await.unwrap();
    suite.time_passes(Duration::from_mins(10)).await;
    assert_eq!(notices(&suite), []);
    suite.profile.recovers();
    suite
        .time_passes_until(STEP, async || suite.number(WAITING).await == 0)
        .await;
    assert_eq!(notices(&suite).len(), 1);
}

#[tokio::test]
async fn notice_of_a_process_that_died_is_sent_by_the_next() {
    let mut suite = Suite::new().await;
    {
        let (person, _) = registered(&suite, "ivan.petrov").await;
        suite.profile.fails(ProfileCall::Notify, By::Silence);
        on_a_new_device(&person).logs_in().await.unwrap();
    }
    suite.dies_and_starts_again().await;
    suite.profile.recovers();
    suite
        .time_passes_until(STEP, async || suite.number(WAITING).await == 0)
        .await;
    assert_eq!(notices(&suite).len(), 1);
}

#[tokio::test]
async fn notice_whose_answer_was_lost_is_repeated_as_the_same_event() {
    let suite = Suite::new().await;
    let (person, _) = registered(&suite, "ivan.petrov").await;
    suite.profile.fails(ProfileCall::Notify, By::LosingAnswers);
    on_a_new_device(&person).logs_in().await.unwrap();
    suite
        .time_passes_until(STEP, async || suite.profile.notices().len() > 1)
        .await;
    suite.profile.recovers();
    suite
        .time_passes_until(STEP, async || suite.number(WAITING).await == 0)
        .await;
    let events = suite.profile.notices();
    assert!(events.iter().all(|event| *event == events[0]));
    let ids: HashSet<_> = events.iter().map(|event| &event.event_id).collect();
    assert_eq!(ids.len(), 1);
}
