//! Who holds a login name while people register.

use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::read;

use crate::suite::{Person, Refused as _, Stage, Suite};

const A_DAY_AND_MORE: Duration = Duration::from_hours(25);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_simultaneous_starts_with_one_login_one_wins() {
    let suite = Suite::new().await;
    let spellings = [
        "ivan.petrov",
        "IVAN.Petrov",
        "ivan.petr0v",
        "ｉｖａｎ.petrov",
    ];
    let mut people: Vec<_> = (0..50)
        .map(|number| suite.person(spellings[number % 4]))
        .collect();
    let answers = join_all(people.iter_mut().map(Person::starts)).await;
    let (won, lost): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(won.len(), 1);
    for answer in lost {
        assert_eq!(answer.reason(), Reason::LoginTaken);
    }
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.registration")
            .await,
        1
    );
}

#[tokio::test]
async fn names_that_look_alike_are_one_name() {
    let suite = Suite::new().await;
    suite.person("Olga.Popova").starts().await.unwrap();
    // The last one is Cyrillic but for the separator.
    suite.person("coco_77").starts().await.unwrap();
    for login in [
        "olga.popova",
        "OLGA.POPOVA",
        "o1ga.p0p0va",
        "ｏlga.popova",
        "сосо_77",
    ] {
        assert_eq!(
            suite.person(login).starts().await.reason(),
            Reason::LoginTaken,
            "{login}"
        );
    }
}

#[tokio::test]
async fn login_is_free_again_once_its_registration_is_abandoned() {
    let suite = Suite::new().await;
    let mut first = suite.person("ivan.petrov");
    first.registers_until(Stage::Code).await;
    assert_eq!(
        suite.person("ivan.petrov").starts().await.reason(),
        Reason::LoginTaken
    );
    first.abandons().await.unwrap();
    suite.person("ivan.petrov").starts().await.unwrap();

    let ended = first.submits_personal_data().await.refusal();
    assert_eq!(read::reason(&ended), Some(Reason::RegistrationEnded));
    assert_eq!(
        read::metadata(&ended, "state").as_deref(),
        Some("ABANDONED")
    );
}

#[tokio::test]
async fn abandoned_registration_leaves_no_draft_behind() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Code).await;
    person.abandons().await.unwrap();
    let id = person.registration_id.as_str();
    suite
        .time_passes_until(Duration::from_secs(1), async || {
            suite.profile.was_told_to_discard(id)
        })
        .await;
}

#[tokio::test]
async fn login_is_free_again_once_its_registration_expires() {
    let suite = Suite::new().await;
    let mut first = suite.person("ivan.petrov");
    first.registers_until(Stage::Contacts).await;
    suite.clock.advance(A_DAY_AND_MORE);
    suite.person("ivan.petrov").starts().await.unwrap();

    let ended = first.submits_contacts().await.refusal();
    assert_eq!(read::reason(&ended), Some(Reason::RegistrationEnded));
    assert_eq!(read::metadata(&ended, "state").as_deref(), Some("EXPIRED"));
}

#[tokio::test]
async fn expired_registration_is_swept_with_its_secrets_and_draft() {
    let suite = Suite::new().await;
    let mut person = suite.person("ivan.petrov");
    person.registers_until(Stage::Confirmation).await;
    suite.time_passes(A_DAY_AND_MORE).await;
    let id = person.registration_id.as_str();
    suite
        .time_passes_until(Duration::from_mins(1), async || {
            suite.profile.was_told_to_discard(id)
        })
        .await;
    let left = "SELECT count(*) FROM identity.registration
                WHERE login IS NOT NULL OR password_record IS NOT NULL OR mobile_indexes IS NOT NULL";
    assert_eq!(suite.number(left).await, 0);
    assert_eq!(
        suite
            .number("SELECT count(*) FROM identity.login_name")
            .await,
        0
    );
}

#[tokio::test]
async fn sweeper_leaves_a_login_that_another_has_taken() {
    let suite = Suite::new().await;
    let mut first = suite.person("ivan.petrov");
    first.starts().await.unwrap();
    // The sweeper passes by what is held, and finds it once another has the login.
    let held = suite.holds_registration(&first.registration_id).await;
    suite.time_passes(A_DAY_AND_MORE).await;
    let mut second = suite.person("ivan.petrov");
    second.starts().await.unwrap();
    held.rollback().await.unwrap();
    let id = first.registration_id.as_str();
    suite
        .time_passes_until(Duration::from_mins(1), async || {
            suite.profile.was_told_to_discard(id)
        })
        .await;
    second.submits_personal_data().await.unwrap();
    assert_eq!(
        suite.person("ivan.petrov").starts().await.reason(),
        Reason::LoginTaken
    );
}

#[tokio::test]
async fn login_of_an_account_is_never_free() {
    let suite = Suite::new().await;
    suite.person("ivan.petrov").registers().await;
    suite.clock.advance(A_DAY_AND_MORE);
    assert_eq!(
        suite.person("ivan.petrov").starts().await.reason(),
        Reason::LoginTaken
    );
}
