use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    google::r#type::Date,
    profile::v1::{
        ContactPoint, ContactPointState, GetProfileRequest, ListContactPointsRequest, PersonState,
        Profile as Shown,
    },
    types::v1::ContactKind,
};
use kabinet_status::read;
use prost_types::Timestamp;
use tonic::Code;

use crate::harness::{CallAs, Profile, Reading, refused};

/// 1 January 2026, 00:00 UTC: when the tests' clock starts.
const START: Timestamp = Timestamp {
    seconds: 1_767_225_600,
    nanos: 0,
};

impl Profile {
    /// Shows a profile to its person.
    pub(crate) async fn shown(&self, account_id: AccountId) -> Shown {
        let token = self.identity.log_in(account_id);
        let mut profiles = self.profiles(CallAs::person(&token));
        let answer = profiles.get_profile(GetProfileRequest {}).await.unwrap();
        answer.into_inner().profile.unwrap()
    }

    /// Shows contact points to their person.
    pub(crate) async fn shown_contacts(&self, account_id: AccountId) -> Vec<ContactPoint> {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        let request = ListContactPointsRequest {};
        let answer = contacts.list_contact_points(request).await.unwrap();
        answer.into_inner().contact_points
    }
}

#[tokio::test]
async fn person_sees_their_profile() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    assert_eq!(
        profile.shown(account_id).await,
        Shown {
            account_id: account_id.to_string(),
            family_name: "Ёлкина".to_owned(),
            given_name: "Анна-Мария".to_owned(),
            middle_name: "Ильинична".to_owned(),
            birth_date: Some(Date {
                year: 1990,
                month: 2,
                day: 28,
            }),
            region_code: "RU-MOW".to_owned(),
            state: PersonState::Declared.into(),
            create_time: Some(START),
            update_time: Some(START),
            etag: "1".to_owned(),
        }
    );
}

#[tokio::test]
async fn person_sees_their_contacts_masked() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    assert_eq!(
        profile.shown_contacts(account_id).await,
        [
            ContactPoint {
                kind: ContactKind::Mobile.into(),
                masked_value: "+7 *** ***-**-45".to_owned(),
                state: ContactPointState::Confirmed.into(),
                preferred: true,
                confirm_time: Some(Timestamp {
                    nanos: 123_456_000,
                    ..START
                }),
                create_time: Some(START),
                recovery_time: Some(Timestamp {
                    nanos: 123_456_000,
                    ..START
                }),
                replacement: None,
            },
            ContactPoint {
                kind: ContactKind::Email.into(),
                masked_value: "E***@e***.com".to_owned(),
                state: ContactPointState::Unconfirmed.into(),
                preferred: false,
                confirm_time: None,
                create_time: Some(START),
                recovery_time: None,
                replacement: None,
            },
        ]
    );
}

#[tokio::test]
async fn every_reading_is_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.clock.advance(Duration::from_secs(1));
    profile.shown(account_id).await;
    profile.clock.advance(Duration::from_secs(1));
    profile.shown_contacts(account_id).await;
    profile.clock.advance(Duration::from_secs(1));
    profile.shown(account_id).await;
    let readings = profile.readings_of_account(account_id).await;
    assert_eq!(
        readings[1..],
        [
            Reading::new("gateway/web", "OWN_PROFILE", &["personal_data"]),
            Reading::new("gateway/web", "OWN_CONTACTS", &["mobile", "email"]),
            Reading::new("gateway/web", "OWN_PROFILE", &["personal_data"]),
        ]
    );
}

#[tokio::test]
async fn another_account_sees_nobody_and_nothing_is_noted() {
    let profile = Profile::start().await;
    profile.activated().await;
    let noted = profile.count("access_log").await;
    let token = profile.identity.log_in(AccountId::new(&profile.env));
    let mut profiles = profile.profiles(CallAs::person(&token));
    let answer = profiles.get_profile(GetProfileRequest {}).await;
    refused(answer, Reason::ProfileNotFound);
    let mut contacts = profile.contact_points(CallAs::person(&token));
    let request = ListContactPointsRequest {};
    let answer = contacts.list_contact_points(request).await;
    refused(answer, Reason::ProfileNotFound);
    assert_eq!(profile.count("access_log").await, noted);
}

#[tokio::test]
async fn reading_without_a_live_token_is_refused_and_not_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let noted = profile.count("access_log").await;
    let ended = profile.identity.log_in(account_id);
    profile.identity.log_out(&ended);
    for call_as in [
        CallAs::gateway(),
        CallAs::person("nonsense"),
        CallAs::person(&ended),
    ] {
        let answer = profile
            .profiles(call_as.clone())
            .get_profile(GetProfileRequest {})
            .await;
        refused(answer, Reason::TokenInvalid);
        let answer = profile
            .contact_points(call_as)
            .list_contact_points(ListContactPointsRequest {})
            .await;
        refused(answer, Reason::TokenInvalid);
    }
    assert_eq!(profile.count("access_log").await, noted);
}

#[tokio::test]
async fn token_cannot_be_checked_while_identity_is_away() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let token = profile.identity.log_in(account_id);
    profile.identity.goes_away();
    let mut profiles = profile.profiles(CallAs::person(&token));
    let answer = profiles.get_profile(GetProfileRequest {}).await;
    let status = refused(answer, Reason::TemporarilyUnavailable);
    assert_eq!(status.code(), Code::Unavailable);
    assert!(read::retry_after(&status).is_some());
}
