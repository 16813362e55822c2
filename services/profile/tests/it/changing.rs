//! `ReplaceContactPoint`: a new value, at once or when it is confirmed.

mod refusals;

use std::time::Duration;

use futures::future::join_all;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ContactPointState, ReplaceContactPointRequest},
    timestamp,
    types::v1::ContactKind::{Email, Mobile},
};

use crate::harness::{MOBILE, Profile, Reading, confirm, refused, replace};

const DAY: Duration = Duration::from_hours(24);

#[tokio::test]
async fn contact_that_was_never_confirmed_is_corrected_at_once_and_nobody_is_told() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.settled().await;
    let events = profile.accounts.events(1).await.len();
    let shown = profile.replace(account_id, Email, "anna@example.org").await;
    assert_eq!(shown.state(), ContactPointState::Unconfirmed);
    assert_eq!(shown.masked_value, "a***@e***.org");
    assert_eq!(shown.replacement, None);
    assert_eq!(profile.count("outbox_event").await, 0);
    assert_eq!(profile.inbox(account_id).await, []);
    assert_eq!(profile.accounts.events(1).await.len(), events);
    assert_eq!(profile.codes.sent(), [""; 0]);
}

#[tokio::test]
async fn confirmed_contact_stands_while_its_replacement_waits() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.contact_point(account_id, Mobile).await;
    let shown = profile.replace(account_id, Mobile, "+79000000046").await;
    let waiting = shown.replacement.clone().unwrap();
    assert_eq!(waiting.masked_value, "+7 *** ***-**-46");
    let now = profile.env.now();
    assert_eq!(waiting.create_time, Some(timestamp::write(now)));
    assert_eq!(waiting.expire_time, Some(timestamp::write(now + DAY)));
    let unchanged = kabinet_proto::profile::v1::ContactPoint {
        replacement: None,
        ..shown
    };
    assert_eq!(unchanged, before);
    assert_eq!(profile.inbox(account_id).await, []);
}

#[tokio::test]
async fn later_value_takes_the_place_of_one_that_waits() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    profile.start_confirmation(account_id, Mobile).await;
    let shown = profile.replace(account_id, Mobile, "+79000000047").await;
    let waiting = shown.replacement.unwrap();
    assert_eq!(waiting.masked_value, "+7 *** ***-**-47");
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Mobile))
        .await;
    refused(answer, Reason::VerificationNotFound);
    profile.prove(account_id, Mobile).await;
    assert_eq!(profile.codes.sent(), ["+79000000046", "+79000000047"]);
    let shown = profile.contact_point(account_id, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-47");
}

#[tokio::test]
async fn value_that_nobody_confirms_is_forgotten_after_a_day() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    profile.start_confirmation(account_id, Mobile).await;
    profile.clock.advance(DAY);
    let shown = profile.contact_point(account_id, Mobile).await;
    assert_eq!(shown.replacement, None);
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Mobile))
        .await;
    refused(answer, Reason::NothingToConfirm);
}

#[tokio::test]
async fn repeats_have_one_effect_and_another_body_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = replace(&profile, Mobile, "+79000000046");
    let repeats = (0..5).map(|_| profile.try_replace(account_id, request.clone()));
    let answers = join_all(repeats).await;
    let answers: Vec<_> = answers
        .into_iter()
        .map(|answer| answer.unwrap().into_inner())
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(profile.count("contact_change").await, 1);
    let other = ReplaceContactPointRequest {
        value: "+79000000047".to_owned(),
        ..request
    };
    let answer = profile.try_replace(account_id, other).await;
    refused(answer, Reason::RequestIdReused);
}

#[tokio::test]
async fn repeat_shows_the_contact_as_it_stands_now() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = replace(&profile, Mobile, "+79000000046");
    let first = profile.try_replace(account_id, request.clone()).await;
    assert!(first.is_ok());
    profile.prove(account_id, Mobile).await;
    let answer = profile.try_replace(account_id, request).await.unwrap();
    let shown = answer.into_inner().contact_point.unwrap();
    assert_eq!(shown.masked_value, "+7 *** ***-**-46");
    assert_eq!(shown.replacement, None);
}

#[tokio::test]
async fn contacts_that_are_opened_are_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.clock.advance(Duration::from_secs(1));
    profile.replace(account_id, Mobile, "+79000000046").await;
    let readings = profile.readings_of_account(account_id).await.split_off(1);
    assert_eq!(
        readings,
        [
            Reading::new("gateway/web", "CONTACT_CHANGE", &["mobile"]),
            Reading::new("gateway/web", "OWN_CONTACTS", &["mobile", "email"]),
        ]
    );
    let answer = profile
        .try_replace(account_id, replace(&profile, Mobile, MOBILE))
        .await;
    refused(answer, Reason::ContactUnchanged);
    // It was compared.
    let readings = profile.readings_of_account(account_id).await;
    assert_eq!(readings.len(), 4);
}
