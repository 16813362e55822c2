//! What `UpdateProfile` refuses.

use std::time::Duration;

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ProfileChange, UpdateProfileRequest},
};
use tonic::Code;

use super::{born, change, renamed};
use crate::harness::{CallAs, Profile, refused, violations};

#[tokio::test]
async fn every_violation_is_named_at_once_and_nothing_is_corrected() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let to = ProfileChange {
        family_name: String::new(),
        given_name: "А\u{0}нна".to_owned(),
        middle_name: "2".to_owned(),
        birth_date: Some(born(2020, 1, 1)),
        region_code: "RU-XXX".to_owned(),
    };
    let mask = [
        "family_name",
        "given_name",
        "middle_name",
        "birth_date",
        "region_code",
    ];
    let request = change(&profile, &mask, to);
    let answer = profile.try_update(account_id, request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    let named: Vec<_> = named
        .iter()
        .map(|(field, reason)| (field.as_str(), reason.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("profile.family_name", "FORMAT"),
            ("profile.given_name", "FORMAT"),
            ("profile.middle_name", "FORMAT"),
            ("profile.birth_date", "UNDER_AGE"),
            ("profile.region_code", "REGION_UNKNOWN"),
        ]
    );
    assert_eq!(profile.shown(account_id).await.etag, "1");
    assert_eq!(profile.count("notice").await, 0);
}

#[tokio::test]
async fn operators_conditions_hold_as_they_do_at_registration() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let to = ProfileChange {
        birth_date: Some(born(2012, 1, 2)),
        region_code: "KZ-75".to_owned(),
        ..ProfileChange::default()
    };
    for (field, reason) in [
        ("birth_date", Reason::UnderAge),
        ("region_code", Reason::RegionUnknown),
    ] {
        let request = change(&profile, &[field], to.clone());
        let answer = profile.try_update(account_id, request).await;
        let named = violations(&refused(answer, reason));
        assert_eq!(named[0].0, format!("profile.{field}"));
    }
    let of_age = ProfileChange {
        birth_date: Some(born(2012, 1, 1)),
        ..to
    };
    let request = change(&profile, &["birth_date"], of_age);
    assert_eq!(profile.update(account_id, request).await.etag, "2");
}

#[tokio::test]
async fn mask_that_names_nothing_or_something_else_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for mask in [
        &[][..],
        &["state"],
        &["family_name", "account_id"],
        &["*"],
        &["familyName"],
        &["profile.family_name"],
        &["birth_date.year"],
        &["family_name,given_name"],
    ] {
        let request = change(&profile, mask, ProfileChange::default());
        let answer = profile.try_update(account_id, request).await;
        let status = refused(answer, Reason::UpdateMaskInvalid);
        assert_eq!(violations(&status)[0].0, "update_mask");
    }
}

#[tokio::test]
async fn stale_version_is_refused_and_not_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile
        .update(account_id, renamed(&profile, "Соснина"))
        .await;
    profile.settled().await;
    let noted = profile.count("access_log").await;
    for etag in ["1", "3", "x", "+2", "02", " 2", "\"2\"", "W/\"2\"", "*"] {
        let stale = UpdateProfileRequest {
            etag: etag.to_owned(),
            ..renamed(&profile, "Берёзина")
        };
        let answer = profile.try_update(account_id, stale).await;
        let status = refused(answer, Reason::EtagMismatch);
        assert_eq!(status.code(), Code::Aborted);
    }
    assert_eq!(profile.count("access_log").await, noted);
    assert_eq!(profile.count("notice").await, 1);
    assert_eq!(profile.shown(account_id).await.family_name, "Соснина");
}

#[tokio::test]
async fn person_who_logged_in_long_ago_has_to_prove_who_they_are() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let ago = Duration::from_mins(16);
    let token = profile.identity.logged_in_before(account_id, ago);
    let mut profiles = profile.profiles(CallAs::person(&token));
    let answer = profiles.update_profile(renamed(&profile, "Соснина")).await;
    refused(answer, Reason::StepUpRequired);
    assert_eq!(profile.shown(account_id).await.family_name, "Ёлкина");
}

#[tokio::test]
async fn account_without_a_profile_has_nothing_to_correct() {
    let profile = Profile::start().await;
    profile.activated().await;
    let stranger = AccountId::new(&profile.env);
    let answer = profile
        .try_update(stranger, renamed(&profile, "Соснина"))
        .await;
    refused(answer, Reason::ProfileNotFound);
    assert_eq!(profile.count("idempotency_record").await, 2);
}

#[tokio::test]
async fn request_without_a_version_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = UpdateProfileRequest {
        etag: String::new(),
        ..renamed(&profile, "Соснина")
    };
    let answer = profile.try_update(account_id, request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "etag");
    assert_eq!(profile.shown(account_id).await.family_name, "Ёлкина");
}
