//! The contacts that log in are those that profile tells, in whatever order it tells of them.

use std::time::Duration;

use kabinet_proto::errors::v1::Reason;
use kabinet_proto::profile::v1::ContactPurpose;
use kabinet_proto::types::v1::{Channel, ContactKind};
use kabinet_testkit::Capture;

use crate::notices::told;
use crate::recovery::{NEW, on_a_new_device, registered};
use crate::suite::{By, FakeCodes, ProfileCall, Refused as _, Suite, replaced, standing};

const MOBILE: ContactKind = ContactKind::Mobile;
const EMAIL: ContactKind = ContactKind::Email;
const SECOND: Duration = Duration::from_secs(1);
const DAYS: Duration = Duration::from_hours(72);
const NEWER: &str = "+79007770001";
const OTHER: &str = "+79007770002";
const CHANGES: &str =
    "SELECT count(*) FROM identity.security_event WHERE kind = 'LOGIN_CONTACTS_CHANGED'";

async fn tells(suite: &Suite, account_id: &str, version: i64) {
    let event = suite.contacts_changed(account_id, version);
    suite.hears("service/profile", &event).await.unwrap();
}

async fn contacts(suite: &Suite) -> Vec<String> {
    let rows = suite.every_row().await.into_iter();
    let mut contacts: Vec<_> = rows
        .filter(|(table, _)| table == "login_identifier")
        .map(|(_, row)| row)
        .collect();
    contacts.sort();
    contacts
}

#[tokio::test]
async fn new_contact_logs_in_at_once_and_the_replaced_one_does_not() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let end = suite.env.now() + DAYS;
    let (old, new) = (
        replaced(MOBILE, &person.mobile, end),
        standing(MOBILE, NEWER, end),
    );
    suite.profile.has_contacts(&account_id, 2, &[new, old]);
    tells(&suite, &account_id, 2).await;

    person.logs_in_as(NEWER).await.unwrap();
    let mobile = person.mobile.clone();
    assert_eq!(
        person.logs_in_as(&mobile).await.reason(),
        Reason::CredentialsInvalid
    );
    assert_eq!(suite.number(CHANGES).await, 1);
    let asked = suite.profile.resolved();
    assert_eq!(asked[0].purpose(), ContactPurpose::Login);
}

#[tokio::test]
async fn replaced_contact_recovers_for_72_hours_and_then_the_new_one_does() {
    let suite = Suite::new().await;
    let (person, account_id) = registered(&suite, "ivan.petrov").await;
    let end = suite.env.now() + DAYS;
    let (old, new) = (
        replaced(MOBILE, &person.mobile, end),
        standing(MOBILE, NEWER, end),
    );
    suite.profile.has_contacts(&account_id, 2, &[new, old]);
    tells(&suite, &account_id, 2).await;

    let reached = async |identifier: &str| {
        person.recovers(identifier).await.unwrap();
        let started = suite.codes.starts().pop().unwrap();
        (!started.suppress).then(|| started.destination.unwrap().address)
    };
    let (old, new) = (Some(person.mobile.clone()), Some(NEWER.to_owned()));
    assert_eq!(reached("ivan.petrov").await, old);
    assert_eq!(reached(&person.mobile).await, old);
    assert_eq!(reached(NEWER).await, None);
    suite.clock.advance(DAYS.saturating_sub(SECOND));
    assert_eq!(reached(&person.mobile).await, old);
    suite.clock.advance(SECOND);
    assert_eq!(reached("ivan.petrov").await, new);
    assert_eq!(reached(NEWER).await, new);
    assert_eq!(reached(&person.mobile).await, None);
}

#[tokio::test]
async fn second_contact_logs_in_beside_the_first() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let now = suite.env.now();
    let both = [
        standing(MOBILE, &person.mobile, now),
        standing(EMAIL, &person.email, now + DAYS),
    ];
    suite.profile.has_contacts(&account_id, 2, &both);
    tells(&suite, &account_id, 2).await;
    for contact in [person.mobile.clone(), person.email.to_uppercase()] {
        person.logs_in_as(&contact).await.unwrap();
    }
    person
        .recovers_by("ivan.petrov", Channel::Email)
        .await
        .unwrap();
    assert!(suite.codes.starts().pop().unwrap().suppress);
}

#[tokio::test]
async fn versions_told_in_any_order_and_repeated_end_in_the_last_one() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let now = suite.env.now();
    let first = [standing(MOBILE, NEWER, now)];
    let second = [standing(MOBILE, OTHER, now)];
    let events = [2, 3].map(|version| suite.contacts_changed(&account_id, version));
    suite.profile.has_contacts(&account_id, 3, &second);
    suite.hears("service/profile", &events[1]).await.unwrap();
    let after = contacts(&suite).await;
    for event in [&events[0], &events[1], &events[0]] {
        suite.hears("service/profile", event).await.unwrap();
        assert_eq!(contacts(&suite).await, after);
    }
    // A replica of profile that lags, or an answer that was delayed.
    suite.profile.has_contacts(&account_id, 2, &first);
    let late = suite.contacts_changed(&account_id, 2);
    suite.hears("service/profile", &late).await.unwrap();
    assert_eq!(contacts(&suite).await, after);
    person.logs_in_as(OTHER).await.unwrap();
    assert_eq!(
        person.logs_in_as(NEWER).await.reason(),
        Reason::CredentialsInvalid
    );
    assert_eq!(suite.number(CHANGES).await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_that_meet_end_in_the_last_version() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    for version in 2..8 {
        let number = format!("+7900888000{version}");
        let contacts = [standing(MOBILE, &number, suite.env.now())];
        let told = suite.contacts_changed(&account_id, version);
        let earlier = suite.contacts_changed(&account_id, version - 1);
        let deliver = suite.hears("service/profile", &earlier);
        let change = async {
            suite.profile.has_contacts(&account_id, version, &contacts);
            suite.hears("service/profile", &told).await
        };
        let (earlier, later) = futures::future::join(deliver, change).await;
        earlier.and(later).unwrap();
        person.logs_in_as(&number).await.unwrap();
    }
    assert_eq!(contacts(&suite).await.len(), 1);
}

#[tokio::test]
async fn contacts_that_stay_the_same_leave_no_event() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    tells(&suite, &account_id, 1).await;
    assert_eq!(suite.number(CHANGES).await, 0);
    let mobile = person.mobile.clone();
    person.logs_in_as(&mobile).await.unwrap();
}

#[tokio::test]
async fn contact_of_another_account_stays_its_login() {
    let capture = Capture::install();
    let suite = Suite::new().await;
    let (mut first, owner) = registered(&suite, "ivan.petrov").await;
    let (mut second, account_id) = registered(&suite, "olga.popova").await;
    let now = suite.env.now();
    let both = [
        standing(MOBILE, &second.mobile, now),
        standing(EMAIL, &first.email, now),
        standing(MOBILE, &first.mobile, now),
    ];
    suite.profile.has_contacts(&account_id, 2, &both);
    tells(&suite, &account_id, 2).await;
    let mobile = first.mobile.clone();
    let grant = first.logs_in_as(&mobile).await.unwrap();
    assert_eq!(grant.session.unwrap().account_id, owner);
    assert_eq!(
        second.logs_in_as(&mobile).await.reason(),
        Reason::CredentialsInvalid
    );
    // What nobody else has it gets all the same.
    let email = first.email.clone();
    second.logs_in_as(&email).await.unwrap();
    let lines = capture.text();
    assert!(lines.contains("a contact stays another account's login"));
    assert!(!lines.contains(&mobile[1..]));
}

#[tokio::test]
async fn contact_that_its_holder_gave_up_is_had_whichever_event_comes_first() {
    let suite = Suite::new().await;
    let (mut first, holder) = registered(&suite, "ivan.petrov").await;
    let (mut second, account_id) = registered(&suite, "olga.popova").await;
    let now = suite.env.now();
    let given_up = replaced(MOBILE, &first.mobile, now + DAYS);
    suite
        .profile
        .has_contacts(&holder, 2, &[standing(MOBILE, NEWER, now), given_up]);
    let taken = standing(MOBILE, &first.mobile, now);
    suite.profile.has_contacts(&account_id, 2, &[taken]);
    tells(&suite, &account_id, 2).await;
    let mobile = first.mobile.clone();
    let grant = second.logs_in_as(&mobile).await.unwrap();
    assert_eq!(grant.session.unwrap().account_id, account_id);
    // What the holder has instead comes with the holder's own event.
    assert_eq!(
        first.logs_in_as(NEWER).await.reason(),
        Reason::CredentialsInvalid
    );
    tells(&suite, &holder, 2).await;
    first.logs_in_as(NEWER).await.unwrap();
    let grant = second.logs_in_as(&mobile).await.unwrap();
    assert_eq!(grant.session.unwrap().account_id, account_id);
}

#[tokio::test]
async fn accounts_that_swap_their_contacts_have_them_whichever_event_comes_first() {
    for order in [[0, 1], [1, 0]] {
        let suite = Suite::new().await;
        let (mut first, one) = registered(&suite, "ivan.petrov").await;
        let (mut second, other) = registered(&suite, "olga.popova").await;
        let (mobile, now) = ([&first.mobile, &second.mobile], suite.env.now());
        for (account_id, new, old) in [(&one, 1, 0), (&other, 0, 1)] {
            let swapped = [
                standing(MOBILE, mobile[new], now),
                replaced(MOBILE, mobile[old], now + DAYS),
            ];
            suite.profile.has_contacts(account_id, 2, &swapped);
        }
        for which in order {
            tells(&suite, [&one, &other][which], 2).await;
        }
        let mobile = mobile.map(String::clone);
        let grant = first.logs_in_as(&mobile[1]).await.unwrap();
        assert_eq!(grant.session.unwrap().account_id, one);
        let grant = second.logs_in_as(&mobile[0]).await.unwrap();
        assert_eq!(grant.session.unwrap().account_id, other);
        // A repeat of either changes nothing.
        let after = contacts(&suite).await;
        for which in order {
            tells(&suite, [&one, &other][which], 2).await;
        }
        assert_eq!(contacts(&suite).await, after);
    }
}

#[tokio::test]
async fn replaced_contact_is_free_for_a_registration() {
    let suite = Suite::new().await;
    let (first, holder) = registered(&suite, "ivan.petrov").await;
    let end = suite.env.now() + DAYS;
    let contacts = [
        standing(MOBILE, NEWER, end),
        replaced(MOBILE, &first.mobile, end),
    ];
    suite.profile.has_contacts(&holder, 2, &contacts);
    tells(&suite, &holder, 2).await;
    let mut second = suite.person("olga.popova");
    second.mobile.clone_from(&first.mobile);
    let account_id = second.registers().await.session.unwrap().account_id;
    let mobile = second.mobile.clone();
    let grant = second.logs_in_as(&mobile).await.unwrap();
    assert_eq!(grant.session.unwrap().account_id, account_id);
}

#[tokio::test]
async fn contact_is_kept_under_an_older_key_and_moved_to_the_current_one() {
    let mut suite = Suite::new().await;
    let (account_id, mobile, password) = {
        let (person, account_id) = registered(&suite, "ivan.petrov").await;
        (account_id, person.mobile, person.password)
    };
    let before = contacts(&suite).await;
    suite.adds_key("k2");
    suite.restarts_with(&[]).await;
    tells(&suite, &account_id, 1).await;
    let after = contacts(&suite).await;
    assert_eq!(after.len(), 1);
    assert_ne!(after, before);
    assert_eq!(suite.number(CHANGES).await, 0);
    let mut person = suite.person("nobody");
    person.tries(&mobile, &password).await.unwrap();
}

#[tokio::test]
async fn contact_from_before_the_change_of_the_schema_logs_in_and_recovers() {
    let suite = Suite::new().await;
    let (mut person, _) = registered(&suite, "ivan.petrov").await;
    let untold = "SELECT count(*) FROM identity.login_identifier
         WHERE logs_in AND recovery_start_time IS NULL AND recovery_end_time IS NULL";
    assert_eq!(suite.number(untold).await, 1);
    let mobile = person.mobile.clone();
    person.logs_in_as(&mobile).await.unwrap();
    let mut recovery = on_a_new_device(&person).recovers(&mobile).await.unwrap();
    recovery.types(FakeCodes::CODE).await.unwrap();
    recovery.sets(NEW).await.unwrap();
}

#[tokio::test]
async fn event_waits_for_profile() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let contacts = [standing(MOBILE, NEWER, suite.env.now())];
    suite.profile.has_contacts(&account_id, 2, &contacts);
    let event = suite.contacts_changed(&account_id, 2);
    suite
        .profile
        .fails(ProfileCall::ResolveContacts, By::Silence);
    let refused = suite.hears("service/profile", &event).await;
    assert_eq!(refused.reason(), Reason::TemporarilyUnavailable);
    suite.profile.recovers();
    suite.hears("service/profile", &event).await.unwrap();
    person.logs_in_as(NEWER).await.unwrap();
}

#[tokio::test]
async fn event_of_a_version_that_profile_does_not_show_yet_is_told_again() {
    let suite = Suite::new().await;
    let (mut person, account_id) = registered(&suite, "ivan.petrov").await;
    let event = suite.contacts_changed(&account_id, 2);
    let refused = suite.hears("service/profile", &event).await;
    assert_eq!(refused.reason(), Reason::TemporarilyUnavailable);
    let contacts = [standing(MOBILE, NEWER, suite.env.now())];
    suite.profile.has_contacts(&account_id, 2, &contacts);
    suite.hears("service/profile", &event).await.unwrap();
    person.logs_in_as(NEWER).await.unwrap();
}

#[tokio::test]
async fn only_profile_tells_of_contacts() {
    let suite = Suite::new().await;
    let (_, account_id) = registered(&suite, "ivan.petrov").await;
    let event = suite.contacts_changed(&account_id, 2);
    let refused = suite.hears("service/verification", &event).await;
    assert_eq!(refused.reason(), Reason::CallerNotAllowed);
    assert!(suite.profile.resolved().is_empty());
}

#[tokio::test]
async fn contacts_of_nobody_are_taken_and_ignored() {
    let suite = Suite::new().await;
    let nobody = "acc_00000000-0000-7000-8000-000000000000";
    tells(&suite, nobody, 1).await;
    assert_eq!(contacts(&suite).await, Vec::<String>::new());
}

#[tokio::test]
async fn thief_who_changed_the_contact_keeps_nothing_once_it_is_undone() {
    let suite = Suite::new().await;
    let (mut owner, account_id) = registered(&suite, "ivan.petrov").await;
    let stolen = owner.logs_in().await.unwrap();
    let end = suite.env.now() + DAYS;
    let changed = [
        standing(MOBILE, NEWER, end),
        replaced(MOBILE, &owner.mobile, end),
    ];
    suite.profile.has_contacts(&account_id, 2, &changed);
    tells(&suite, &account_id, 2).await;
    let restored = [standing(MOBILE, &owner.mobile, suite.env.now())];
    suite.profile.has_contacts(&account_id, 3, &restored);
    let takeover = suite.takeover_reported(&account_id);
    suite.hears("service/profile", &takeover).await.unwrap();
    tells(&suite, &account_id, 3).await;

    let thief = suite.as_user(&stolen.access_token);
    assert_eq!(thief.sessions().await.reason(), Reason::TokenInvalid);
    assert_eq!(
        owner.logs_in().await.reason(),
        Reason::PasswordResetRequired
    );
    assert_eq!(
        owner.logs_in_as(NEWER).await.reason(),
        Reason::CredentialsInvalid
    );
    owner.recovers(NEWER).await.unwrap();
    assert!(suite.codes.starts().pop().unwrap().suppress);
    owner.holds_a_ticket().await.sets(NEW).await.unwrap();
    NEW.clone_into(&mut owner.password);
    let mobile = owner.mobile.clone();
    owner.logs_in_as(&mobile).await.unwrap();
    told(&suite).await;
}
