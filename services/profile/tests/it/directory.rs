//! `DirectoryService`: what identity learns to let a person in.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    google::r#type::Date,
    profile::v1::{
        ContactPurpose, MatchPersonalDataRequest, ResolveContactsRequest, ResolveContactsResponse,
        ResolvedContact,
    },
    timestamp,
    types::v1::ContactKind::{self, Email, Mobile},
};
use prost_types::Timestamp;
use time::OffsetDateTime;

use crate::harness::{EMAIL, MOBILE, Profile, Reading, person, refused, violations};

const PROBATION: Duration = Duration::from_hours(72);

/// When the registration's mobile number was proven.
const PROVEN: Timestamp = Timestamp {
    seconds: 1_767_225_600,
    nanos: 123_456_000,
};

fn standing(kind: ContactKind, value: &str, recovery_start_time: Timestamp) -> ResolvedContact {
    ResolvedContact {
        kind: kind.into(),
        value: value.to_owned(),
        logs_in: true,
        recovery_start_time: Some(recovery_start_time),
        recovery_end_time: None,
    }
}

fn replaced(contact: ResolvedContact, end: OffsetDateTime) -> ResolvedContact {
    ResolvedContact {
        logs_in: false,
        recovery_end_time: Some(timestamp::write(end)),
        ..contact
    }
}

fn claim(account_id: AccountId) -> MatchPersonalDataRequest {
    let person = person();
    MatchPersonalDataRequest {
        account_id: account_id.to_string(),
        family_name: person.family_name,
        birth_date: person.birth_date,
        region_code: person.region_code,
    }
}

impl Profile {
    async fn resolved(&self, account_id: AccountId) -> ResolveContactsResponse {
        let request = ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: ContactPurpose::Login.into(),
        };
        let answer = self.directory().resolve_contacts(request).await;
        answer.unwrap().into_inner()
    }

    async fn matches(&self, request: MatchPersonalDataRequest) -> bool {
        let answer = self.directory().match_personal_data(request).await;
        answer.unwrap().into_inner().matches
    }
}

#[tokio::test]
async fn confirmed_contacts_are_told_and_others_are_not() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let mobile = standing(Mobile, MOBILE, PROVEN);
    let resolved = profile.resolved(account_id).await;
    assert_eq!(resolved.contacts, std::slice::from_ref(&mobile));
    assert_eq!(resolved.contacts_version, 1);
    let recovers = timestamp::write(profile.env.now() + PROBATION);
    profile.prove(account_id, Email).await;
    let resolved = profile.resolved(account_id).await;
    let email = standing(Email, EMAIL, recovers);
    assert_eq!(resolved.contacts, [mobile, email]);
    assert_eq!(resolved.contacts_version, 2);
}

#[tokio::test]
async fn replaced_contact_recovers_access_for_72_hours_and_does_not_log_in() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let end = profile.env.now() + PROBATION;
    profile.change(account_id, Mobile, "+79000000046").await;
    let standing_now = standing(Mobile, "+79000000046", timestamp::write(end));
    let former = replaced(standing(Mobile, MOBILE, PROVEN), end);
    let resolved = profile.resolved(account_id).await;
    assert_eq!(resolved.contacts, [standing_now.clone(), former]);
    profile.clock.advance(PROBATION);
    let resolved = profile.resolved(account_id).await;
    assert_eq!(resolved.contacts, [standing_now]);
}

#[tokio::test]
async fn subscriptions_are_told_the_contacts_that_stand() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, "+79000000046").await;
    profile.clock.advance(Duration::from_secs(1));
    let request = ResolveContactsRequest {
        account_id: account_id.to_string(),
        purpose: ContactPurpose::Ownership.into(),
    };
    let mut directory = profile.directory_for("subscriptions");
    let resolved = directory.resolve_contacts(request).await.unwrap();
    let values = resolved.into_inner().contacts.into_iter();
    let values: Vec<_> = values.map(|contact| contact.value).collect();
    assert_eq!(values, ["+79000000046"]);
    let noted = Reading::new("service/subscriptions", "OWNERSHIP", &["mobile", "email"]);
    let readings = profile.readings_of_account(account_id).await;
    assert_eq!(readings.last(), Some(&noted));
}

#[tokio::test]
async fn purpose_of_another_service_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.count("access_log").await;
    for (service, purpose) in [
        ("subscriptions", ContactPurpose::Login),
        ("subscriptions", ContactPurpose::Recovery),
        ("identity", ContactPurpose::Ownership),
    ] {
        let request = ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: purpose.into(),
        };
        let mut directory = profile.directory_for(service);
        let answer = directory.resolve_contacts(request).await;
        refused(answer, Reason::CallerNotAllowed);
    }
    assert_eq!(profile.count("access_log").await, before);
}

#[tokio::test]
async fn value_that_waits_lets_nobody_in() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.resolved(account_id).await;
    profile.replace(account_id, Mobile, "+79000000046").await;
    profile.start_confirmation(account_id, Mobile).await;
    assert_eq!(profile.resolved(account_id).await, before);
}

#[tokio::test]
async fn account_that_nobody_has_is_answered_alike() {
    let profile = Profile::start().await;
    let nobody = AccountId::new(&profile.env);
    let resolved = profile.resolved(nobody).await;
    assert_eq!(resolved, ResolveContactsResponse::default());
    assert!(!profile.matches(claim(nobody)).await);
    let stand_in = MatchPersonalDataRequest {
        family_name: "Nobody".to_owned(),
        birth_date: Some(Date {
            year: 1970,
            month: 1,
            day: 1,
        }),
        region_code: "RU-MOW".to_owned(),
        ..claim(nobody)
    };
    assert!(!profile.matches(stand_in).await);
    assert_eq!(profile.count("access_log").await, 0);
}

#[tokio::test]
async fn surname_birth_date_and_region_match_together_only() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for family_name in ["Ёлкина", "ЕЛКИНА", " елкинa "] {
        let request = MatchPersonalDataRequest {
            family_name: family_name.to_owned(),
            ..claim(account_id)
        };
        assert!(profile.matches(request).await, "{family_name}");
    }
    let born = |year, month, day| Some(Date { year, month, day });
    for wrong in [
        MatchPersonalDataRequest {
            family_name: "Елкин".to_owned(),
            ..claim(account_id)
        },
        MatchPersonalDataRequest {
            birth_date: born(1990, 2, 27),
            ..claim(account_id)
        },
        MatchPersonalDataRequest {
            birth_date: born(0, 13, -1),
            ..claim(account_id)
        },
        MatchPersonalDataRequest {
            region_code: "RU-SPE".to_owned(),
            ..claim(account_id)
        },
    ] {
        assert!(!profile.matches(wrong.clone()).await, "{wrong:?}");
    }
}

#[tokio::test]
async fn every_question_is_noted_with_its_purpose() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for purpose in [ContactPurpose::Login, ContactPurpose::Recovery] {
        profile.clock.advance(Duration::from_secs(1));
        let request = ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: purpose.into(),
        };
        profile.directory().resolve_contacts(request).await.unwrap();
    }
    profile.clock.advance(Duration::from_secs(1));
    profile.matches(claim(account_id)).await;
    let by = |purpose, fields| Reading::new("service/identity", purpose, fields);
    assert_eq!(
        profile.readings_of_account(account_id).await[1..],
        [
            by("LOGIN_CONTACTS", &["mobile", "email"][..]),
            by("RECOVERY", &["mobile", "email"]),
            by("MATCH", &["personal_data"]),
        ]
    );
}

#[tokio::test]
async fn malformed_questions_are_refused() {
    let profile = Profile::start().await;
    let request = ResolveContactsRequest {
        account_id: "acc_1".to_owned(),
        purpose: ContactPurpose::Login.into(),
    };
    let answer = profile.directory().resolve_contacts(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "account_id");
    let request = MatchPersonalDataRequest {
        account_id: "acc_1".to_owned(),
        ..claim(AccountId::new(&profile.env))
    };
    let answer = profile.directory().match_personal_data(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "account_id");
    let request = ResolveContactsRequest {
        account_id: AccountId::new(&profile.env).to_string(),
        purpose: ContactPurpose::Unspecified.into(),
    };
    let answer = profile.directory().resolve_contacts(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "purpose");
}
