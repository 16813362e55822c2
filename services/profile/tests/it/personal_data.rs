use futures::future::join_all;
use kabinet_proto::{
    errors::v1::Reason, google::r#type::Date, profile::v1::PutPersonalDataRequest,
    types::v1::PersonalData,
};
use kabinet_status::read;

use crate::harness::{Profile, person, personal_data, refused, registration_id, violations};

fn with(request: &PutPersonalDataRequest, data: PersonalData) -> PutPersonalDataRequest {
    PutPersonalDataRequest {
        personal_data: Some(data),
        ..request.clone()
    }
}

fn born(year: i32, month: i32, day: i32) -> PersonalData {
    PersonalData {
        birth_date: Some(Date { year, month, day }),
        ..person()
    }
}

#[tokio::test]
async fn repeat_gets_the_same_answer() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let id = registration_id(&profile);
    let first = personal_data(&profile, &id);
    let version = drafts.put_personal_data(first.clone()).await.unwrap();
    assert_eq!(version.into_inner().draft_version, 1);
    let second = PutPersonalDataRequest {
        expected_version: 1,
        ..personal_data(&profile, &id)
    };
    let version = drafts.put_personal_data(second).await.unwrap();
    assert_eq!(version.into_inner().draft_version, 2);
    let repeated = drafts.put_personal_data(first).await.unwrap();
    assert_eq!(repeated.into_inner().draft_version, 1);
}

#[tokio::test]
async fn simultaneous_repeats_have_one_effect() {
    let profile = Profile::start().await;
    let request = personal_data(&profile, &registration_id(&profile));
    let repeats = (0..20).map(|_| {
        let (mut drafts, request) = (profile.drafts(), request.clone());
        async move { drafts.put_personal_data(request).await }
    });
    for answer in join_all(repeats).await {
        assert_eq!(answer.unwrap().into_inner().draft_version, 1);
    }
    let next = PutPersonalDataRequest {
        expected_version: 1,
        ..personal_data(&profile, &request.registration_id)
    };
    let answer = profile.drafts().put_personal_data(next).await.unwrap();
    assert_eq!(answer.into_inner().draft_version, 2);
}

#[tokio::test]
async fn repeat_is_answered_after_the_draft_has_ended() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let request = personal_data(&profile, &registration_id(&profile));
    drafts.put_personal_data(request.clone()).await.unwrap();
    let discard = kabinet_proto::profile::v1::DiscardDraftRequest {
        registration_id: request.registration_id.clone(),
    };
    drafts.discard_draft(discard).await.unwrap();
    let repeated = drafts.put_personal_data(request.clone()).await.unwrap();
    assert_eq!(repeated.into_inner().draft_version, 1);
    let draft = profile.draft(&request.registration_id).await;
    assert_eq!(draft, Some(("DISCARDED".to_owned(), false)));
}

#[tokio::test]
async fn request_id_with_another_body_is_refused() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let request = personal_data(&profile, &registration_id(&profile));
    drafts.put_personal_data(request.clone()).await.unwrap();
    let other = with(&request, born(1991, 2, 28));
    refused(
        drafts.put_personal_data(other).await,
        Reason::RequestIdReused,
    );
}

#[tokio::test]
async fn every_violation_is_named_at_once() {
    let profile = Profile::start().await;
    let request = PutPersonalDataRequest {
        registration_id: "reg_1".to_owned(),
        ..personal_data(&profile, &registration_id(&profile))
    };
    let data = PersonalData {
        family_name: " ".to_owned(),
        given_name: "А\u{0}нна".to_owned(),
        middle_name: "2".to_owned(),
        birth_date: Some(Date {
            year: 2020,
            month: 1,
            day: 1,
        }),
        region_code: "RU-XXX".to_owned(),
    };
    let answer = profile
        .drafts()
        .put_personal_data(with(&request, data))
        .await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    let named: Vec<_> = named
        .iter()
        .map(|(field, reason)| (field.as_str(), reason.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("registration_id", "FORMAT"),
            ("personal_data.family_name", "FORMAT"),
            ("personal_data.given_name", "FORMAT"),
            ("personal_data.middle_name", "FORMAT"),
            ("personal_data.birth_date", "UNDER_AGE"),
            ("personal_data.region_code", "REGION_UNKNOWN"),
        ]
    );
    assert_eq!(profile.count("draft").await, 0);
}

#[tokio::test]
async fn dates_that_nobody_was_born_on_are_violations() {
    let profile = Profile::start().await;
    let request = personal_data(&profile, &registration_id(&profile));
    for (year, month, day) in [(1899, 1, 1), (2026, 1, 2), (1990, 2, 29), (1990, 0, 0)] {
        let request = with(&request, born(year, month, day));
        let answer = profile.drafts().put_personal_data(request).await;
        let named = violations(&refused(answer, Reason::InvalidRequest));
        assert_eq!(named[0].0, "personal_data.birth_date");
    }
}

#[tokio::test]
async fn person_is_taken_from_the_birthday_on() {
    let profile = Profile::start().await;
    let request = personal_data(&profile, &registration_id(&profile));
    let too_young = with(&request, born(2012, 1, 2));
    let answer = profile.drafts().put_personal_data(too_young).await;
    let status = refused(answer, Reason::UnderAge);
    assert_eq!(
        read::metadata(&status, "minimum_age").as_deref(),
        Some("14")
    );
    assert_eq!(violations(&status)[0].0, "personal_data.birth_date");
    let of_age = with(&request, born(2012, 1, 1));
    profile.drafts().put_personal_data(of_age).await.unwrap();
}

#[tokio::test]
async fn region_outside_the_directory_is_refused() {
    let profile = Profile::start().await;
    let request = personal_data(&profile, &registration_id(&profile));
    let elsewhere = PersonalData {
        region_code: "KZ-75".to_owned(),
        ..person()
    };
    let answer = profile
        .drafts()
        .put_personal_data(with(&request, elsewhere))
        .await;
    let status = refused(answer, Reason::RegionUnknown);
    assert_eq!(violations(&status)[0].0, "personal_data.region_code");
}

#[tokio::test]
async fn middle_name_may_be_absent() {
    let profile = Profile::start().await;
    let (id, account_id) = crate::harness::ids(&profile);
    let nameless = PersonalData {
        middle_name: String::new(),
        ..person()
    };
    let request = with(&personal_data(&profile, &id), nameless);
    profile.drafts().put_personal_data(request).await.unwrap();
    let request = crate::harness::contacts(&profile, &id);
    profile.drafts().put_contacts(request).await.unwrap();
    let request = crate::harness::activation(&id, account_id);
    profile.drafts().activate_draft(request).await.unwrap();
    assert_eq!(profile.shown(account_id).await.middle_name, "");
}
