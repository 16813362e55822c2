//! `UpdateProfile`.

mod refusals;

use std::time::Duration;

use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    google::r#type::Date,
    profile::v1::{
        PersonState, Profile as Shown, ProfileChange, UpdateProfileRequest, UpdateProfileResponse,
    },
    types::v1::ClientContext,
};
use prost_types::FieldMask;
use tonic::{Response, Status};

use crate::harness::{CallAs, Mood, Profile, Reading, personal_data_changed, refused, request_id};

/// A change of what the mask names, of a profile that nobody has changed yet.
pub(crate) fn change(profile: &Profile, mask: &[&str], to: ProfileChange) -> UpdateProfileRequest {
    UpdateProfileRequest {
        request_id: request_id(profile),
        profile: Some(to),
        update_mask: Some(FieldMask {
            paths: mask.iter().map(ToString::to_string).collect(),
        }),
        etag: "1".to_owned(),
        client: None,
    }
}

fn renamed(profile: &Profile, family_name: &str) -> UpdateProfileRequest {
    let to = ProfileChange {
        family_name: family_name.to_owned(),
        ..ProfileChange::default()
    };
    change(profile, &["family_name"], to)
}

fn born(year: i32, month: i32, day: i32) -> Date {
    Date { year, month, day }
}

impl Profile {
    pub(crate) async fn try_update(
        &self,
        account_id: AccountId,
        request: UpdateProfileRequest,
    ) -> Result<Response<UpdateProfileResponse>, Status> {
        let token = self.identity.log_in(account_id);
        let mut profiles = self.profiles(CallAs::person(&token));
        profiles.update_profile(request).await
    }

    pub(crate) async fn update(
        &self,
        account_id: AccountId,
        request: UpdateProfileRequest,
    ) -> Shown {
        let answer = self.try_update(account_id, request).await.unwrap();
        answer.into_inner().profile.unwrap()
    }
}

#[tokio::test]
async fn what_the_mask_names_is_corrected_and_nothing_else() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.shown(account_id).await;
    profile.clock.advance(Duration::from_mins(1));
    let to = ProfileChange {
        family_name: " Соснина ".to_owned(),
        given_name: "123".to_owned(),
        birth_date: Some(born(1991, 3, 1)),
        region_code: "RU-SPE".to_owned(),
        ..ProfileChange::default()
    };
    let mask = ["region_code", "family_name", "middle_name", "birth_date"];
    let updated = profile
        .update(account_id, change(&profile, &mask, to))
        .await;
    let expected = Shown {
        family_name: "Соснина".to_owned(),
        middle_name: String::new(),
        birth_date: Some(born(1991, 3, 1)),
        region_code: "RU-SPE".to_owned(),
        etag: "2".to_owned(),
        update_time: updated.update_time,
        ..before.clone()
    };
    assert_eq!(updated, expected);
    let seconds = |shown: &Shown| shown.update_time.unwrap().seconds;
    assert_eq!(seconds(&updated), seconds(&before) + 60);
    assert_eq!(profile.shown(account_id).await, expected);
}

#[tokio::test]
async fn field_that_is_named_twice_is_corrected_once() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let to = ProfileChange {
        family_name: "Соснина".to_owned(),
        ..ProfileChange::default()
    };
    let request = change(&profile, &["family_name", "family_name"], to);
    assert_eq!(profile.update(account_id, request).await.etag, "2");
}

#[tokio::test]
async fn one_of_twenty_simultaneous_updates_of_a_version_wins() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let updates = (0..20).map(|_| profile.try_update(account_id, renamed(&profile, "Соснина")));
    let answers = profile.overlapping(join_all(updates)).await;
    let (made, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    for refusal in refusals {
        refused(refusal, Reason::EtagMismatch);
    }
    assert_eq!(profile.shown(account_id).await.etag, "2");
    assert_eq!(profile.count("notice").await, 1);
}

#[tokio::test]
async fn none_of_twenty_persistent_updates_is_lost() {
    let profile = &Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let letters = ('а'..='я').take(20);
    let updates = letters.map(|letter| async move {
        loop {
            let etag = profile.shown(account_id).await.etag;
            let name = format!("Соснина-{letter}");
            let request = UpdateProfileRequest {
                etag,
                ..renamed(profile, &name)
            };
            if let Ok(answer) = profile.try_update(account_id, request).await {
                let shown = answer.into_inner().profile.unwrap();
                assert_eq!(shown.family_name, name);
                return shown.etag;
            }
        }
    });
    let mut etags = join_all(updates).await;
    etags.sort_by_key(|etag| etag.parse::<u8>().unwrap());
    let every: Vec<_> = (2..=21).map(|version| version.to_string()).collect();
    assert_eq!(etags, every);
}

#[tokio::test]
async fn simultaneous_repeats_have_one_effect_and_one_answer() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = renamed(&profile, "Соснина");
    let repeats = (0..20).map(|_| profile.update(account_id, request.clone()));
    for shown in profile.overlapping(join_all(repeats)).await {
        assert_eq!(
            (shown.family_name.as_str(), shown.etag.as_str()),
            ("Соснина", "2")
        );
    }
    assert_eq!(profile.count("notice").await, 1);
}

#[tokio::test]
async fn repeat_shows_the_profile_as_it_stands_now() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let first = renamed(&profile, "Соснина");
    profile.update(account_id, first.clone()).await;
    let second = UpdateProfileRequest {
        etag: "2".to_owned(),
        ..renamed(&profile, "Берёзина")
    };
    profile.update(account_id, second).await;
    let from_elsewhere = UpdateProfileRequest {
        client: Some(ClientContext {
            network_address: "192.0.2.1".to_owned(),
            ..ClientContext::default()
        }),
        ..first.clone()
    };
    let repeated = profile.update(account_id, from_elsewhere).await;
    assert_eq!(repeated.family_name, "Берёзина");
    assert_eq!(repeated.etag, "3");
    let other = UpdateProfileRequest {
        etag: "3".to_owned(),
        ..first
    };
    let answer = profile.try_update(account_id, other).await;
    refused(answer, Reason::RequestIdReused);
    assert_eq!(profile.count("notice").await, 2);
}

#[tokio::test]
async fn match_with_a_holder_ends_with_another_name_and_not_with_another_region() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let matched = "UPDATE profile.person SET state = 'MATCHED'";
    sqlx::query(matched).execute(&profile.pool).await.unwrap();
    let to = ProfileChange {
        given_name: "Анна".to_owned(),
        region_code: "RU-SPE".to_owned(),
        ..ProfileChange::default()
    };
    let request = change(&profile, &["region_code"], to.clone());
    let moved = profile.update(account_id, request).await;
    assert_eq!(moved.state(), PersonState::Matched);
    let request = UpdateProfileRequest {
        etag: moved.etag,
        ..change(&profile, &["given_name"], to)
    };
    let renamed = profile.update(account_id, request).await;
    assert_eq!(renamed.state(), PersonState::Declared);
}

#[tokio::test]
async fn person_is_told_in_the_transaction_that_corrects() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.settled().await;
    profile.delivery.mood(Mood::Away);
    let request = UpdateProfileRequest {
        client: Some(ClientContext {
            language: "en-GB".to_owned(),
            ..ClientContext::default()
        }),
        ..renamed(&profile, "Соснина")
    };
    profile.update(account_id, request).await;
    assert_eq!(profile.count("outbox_event").await, 1);
    let inbox = profile.inbox(account_id).await;
    let told = inbox[0].notice.clone().unwrap();
    assert_eq!(told.subject, Some(personal_data_changed()));
    assert_eq!(told.language, "en");
    assert!(inbox[0].sent && inbox.len() == 1);

    profile.delivery.mood(Mood::Answers);
    profile.settled().await;
    assert_eq!(profile.delivery.queue()[0].language, "en");
}

#[tokio::test]
async fn values_that_are_there_already_change_nothing_and_nobody_is_told() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let request = renamed(&profile, "Ёлкина");
    for _ in 0..2 {
        assert_eq!(profile.update(account_id, request.clone()).await.etag, "1");
    }
    assert_eq!(profile.count("notice").await, 0);
}

#[tokio::test]
async fn correction_is_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.clock.advance(Duration::from_secs(1));
    profile.delivery.mood(Mood::Away);
    profile
        .update(account_id, renamed(&profile, "Соснина"))
        .await;
    let readings = profile.readings_of_account(account_id).await;
    let correction = Reading::new("gateway/web", "CORRECTION", &["personal_data"]);
    assert!(readings.contains(&correction), "{readings:?}");
}
