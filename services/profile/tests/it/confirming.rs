//! `ConfirmContactPoint`: what a right code does, once.

mod refusals;
mod repeats;

use std::{collections::HashSet, time::Duration};

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ConfirmContactPointRequest, ContactPointState},
    timestamp,
    types::v1::{
        ContactKind::{Email, Mobile},
        ContactPointsChanged,
        event::Fact,
    },
};

use crate::harness::{Profile, Reading, confirm, refused};

const PROBATION: Duration = Duration::from_hours(72);
/// Accounts that may confirm one contact.
const ACCOUNTS_PER_CONTACT: usize = 5;
/// How long they count.
const HOLDING_WINDOW: Duration = Duration::from_hours(180 * 24);

impl Profile {
    /// Lists what identity was told of contacts, without the activation.
    pub(crate) async fn facts(&self) -> Vec<Fact> {
        self.settled().await;
        // An event may arrive twice: a test may let more time pass than a lease lasts.
        let mut seen = HashSet::new();
        let events = self.accounts.events(0).await.into_iter();
        events
            .filter(|event| seen.insert(event.event_id.clone()))
            .filter_map(|event| event.fact)
            .filter(|fact| !matches!(fact, Fact::ProfileActivated(_)))
            .collect()
    }
}

pub(crate) fn contacts_changed(account_id: AccountId, contacts_version: i64) -> Fact {
    Fact::ContactPointsChanged(ContactPointsChanged {
        account_id: account_id.to_string(),
        contacts_version,
    })
}

#[tokio::test]
async fn confirmed_replacement_takes_the_place_and_recovers_access_later() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.clock.advance(Duration::from_secs(1));
    profile.replace(account_id, Mobile, "+79000000046").await;
    let now = profile.env.now();
    let shown = profile.prove(account_id, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-46");
    assert_eq!(shown.state(), ContactPointState::Confirmed);
    assert!(shown.preferred);
    assert_eq!(shown.replacement, None);
    assert_eq!(shown.create_time, Some(timestamp::write(now)));
    assert_eq!(shown.confirm_time, Some(timestamp::write(now)));
    let recovers = timestamp::write(now + PROBATION);
    assert_eq!(shown.recovery_time, Some(recovers));
    assert_eq!(profile.facts().await, [contacts_changed(account_id, 2)]);
}

#[tokio::test]
async fn second_contact_of_a_registration_joins_the_first_one() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.contact_point(account_id, Email).await;
    let now = profile.env.now();
    let shown = profile.prove(account_id, Email).await;
    assert_eq!(shown.state(), ContactPointState::Confirmed);
    assert_eq!(shown.masked_value, before.masked_value);
    assert_eq!(shown.create_time, before.create_time);
    assert!(!shown.preferred);
    let recovers = timestamp::write(now + PROBATION);
    assert_eq!(shown.recovery_time, Some(recovers));
    assert_eq!(profile.facts().await, [contacts_changed(account_id, 2)]);
}

#[tokio::test]
async fn versions_grow_with_every_change() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.prove(account_id, Email).await;
    profile.change(account_id, Email, "anna@example.com").await;
    profile.change(account_id, Mobile, "+79000000046").await;
    let versions = [2, 3, 4].map(|version| contacts_changed(account_id, version));
    let facts = profile.facts().await;
    assert_eq!(facts.len(), versions.len());
    assert!(versions.iter().all(|version| facts.contains(version)));
}

#[tokio::test]
async fn family_shares_a_number_and_a_crowd_does_not() {
    let profile = Profile::start().await;
    let mut accounts = Vec::new();
    for _ in 0..=ACCOUNTS_PER_CONTACT {
        let (_, account_id) = profile.activated().await;
        profile.replace(account_id, Mobile, "+79000000046").await;
        profile.start_confirmation(account_id, Mobile).await;
        accounts.push(account_id);
    }
    let last = accounts.pop().unwrap();
    for account_id in accounts {
        profile.confirm(account_id, Mobile).await;
    }
    // Who has not proven that the number is theirs does not learn of it.
    let wrong = ConfirmContactPointRequest {
        code: "000000".to_owned(),
        ..confirm(&profile, Mobile)
    };
    refused(profile.try_confirm(last, wrong).await, Reason::CodeWrong);
    let answer = profile.try_confirm(last, confirm(&profile, Mobile)).await;
    refused(answer, Reason::ContactTaken);
    let shown = profile.contact_point(last, Mobile).await;
    assert_eq!(shown.masked_value, "+7 *** ***-**-45");
    // The number may have another holder by then.
    profile.clock.advance(HOLDING_WINDOW);
    profile.change(last, Mobile, "+79000000046").await;
}

#[tokio::test]
async fn contact_that_a_code_is_compared_for_is_noted_whatever_the_code() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    profile.clock.advance(Duration::from_secs(1));
    let before = profile.readings_of_account(account_id).await.len();
    let wrong = ConfirmContactPointRequest {
        code: "000000".to_owned(),
        ..confirm(&profile, Email)
    };
    refused(
        profile.try_confirm(account_id, wrong).await,
        Reason::CodeWrong,
    );
    assert_eq!(
        profile.readings_of_account(account_id).await[before..],
        [Reading::new("gateway/web", "CONTACT_CHANGE", &["email"])]
    );
}
