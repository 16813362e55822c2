use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{PutContactsRequest, PutPersonalDataRequest},
};
use kabinet_status::read;
use tonic::{Response, Status};

use crate::harness::{
    Profile, activation, contacts, personal_data, refused, registration_id, request_id, violations,
};

fn conflict<T>(answer: Result<Response<T>, Status>) -> Option<String> {
    read::metadata(&refused(answer, Reason::DraftConflict), "version")
}

#[tokio::test]
async fn contacts_move_the_version_and_a_repeat_does_not() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let id = registration_id(&profile);
    let request = personal_data(&profile, &id);
    drafts.put_personal_data(request).await.unwrap();
    let request = contacts(&profile, &id);
    for _ in 0..2 {
        let answer = drafts.put_contacts(request.clone()).await.unwrap();
        assert_eq!(answer.into_inner().draft_version, 2);
    }
    let corrected = PutContactsRequest {
        request_id: request_id(&profile),
        email: "anna@example.com".to_owned(),
        expected_version: 2,
        ..request
    };
    let answer = drafts.put_contacts(corrected).await.unwrap();
    assert_eq!(answer.into_inner().draft_version, 3);
}

#[tokio::test]
async fn request_id_with_another_body_is_refused() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let id = registration_id(&profile);
    let first = personal_data(&profile, &id);
    drafts.put_personal_data(first.clone()).await.unwrap();
    let request = contacts(&profile, &id);
    drafts.put_contacts(request.clone()).await.unwrap();
    let other = PutContactsRequest {
        mobile: "+79000000046".to_owned(),
        ..request.clone()
    };
    refused(drafts.put_contacts(other).await, Reason::RequestIdReused);
    let of_another_rpc = PutContactsRequest {
        request_id: first.request_id,
        ..request
    };
    refused(
        drafts.put_contacts(of_another_rpc).await,
        Reason::RequestIdReused,
    );
}

#[tokio::test]
async fn both_wrong_contacts_are_named_at_once() {
    let profile = Profile::start().await;
    let request = PutContactsRequest {
        mobile: "+7 495 000-00-00".to_owned(),
        email: "anna@".to_owned(),
        ..contacts(&profile, &registration_id(&profile))
    };
    let mobile_only = PutContactsRequest {
        email: "anna@example.com".to_owned(),
        ..request.clone()
    };
    let email_only = PutContactsRequest {
        mobile: "+79000000045".to_owned(),
        ..request.clone()
    };
    for (request, reason, fields) in [
        (
            request,
            Reason::MobileUnacceptable,
            &[
                ("mobile", "MOBILE_UNACCEPTABLE"),
                ("email", "EMAIL_UNACCEPTABLE"),
            ][..],
        ),
        (
            mobile_only,
            Reason::MobileUnacceptable,
            &[("mobile", "MOBILE_UNACCEPTABLE")],
        ),
        (
            email_only,
            Reason::EmailUnacceptable,
            &[("email", "EMAIL_UNACCEPTABLE")],
        ),
    ] {
        let status = refused(profile.drafts().put_contacts(request).await, reason);
        let named = violations(&status);
        let named: Vec<_> = named
            .iter()
            .map(|(field, reason)| (field.as_str(), reason.as_str()))
            .collect();
        assert_eq!(named, fields);
    }
}

#[tokio::test]
async fn contacts_without_a_draft_are_refused() {
    let profile = Profile::start().await;
    let request = contacts(&profile, &registration_id(&profile));
    let answer = profile.drafts().put_contacts(request).await;
    refused(answer, Reason::DraftNotFound);
    assert_eq!(profile.count("draft").await, 0);
    assert_eq!(profile.count("idempotency_record").await, 0);
}

#[tokio::test]
async fn write_that_comes_too_late_or_too_early_changes_nothing_and_hears_the_version() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let id = profile.complete_draft().await;
    for expected_version in [0, 1, 3] {
        let late = PutContactsRequest {
            email: "late@example.com".to_owned(),
            expected_version,
            ..contacts(&profile, &id)
        };
        let heard = conflict(drafts.put_contacts(late).await);
        assert_eq!(heard.as_deref(), Some("2"), "{expected_version}");
        let late = PutPersonalDataRequest {
            expected_version,
            ..personal_data(&profile, &id)
        };
        let heard = conflict(drafts.put_personal_data(late).await);
        assert_eq!(heard.as_deref(), Some("2"), "{expected_version}");
    }
    let request = activation(&id, AccountId::new(&profile.env));
    drafts.activate_draft(request).await.unwrap();
}

#[tokio::test]
async fn repeat_that_expects_another_version_is_still_the_repeat() {
    let profile = Profile::start().await;
    let mut drafts = profile.drafts();
    let id = registration_id(&profile);
    let data = personal_data(&profile, &id);
    drafts.put_personal_data(data.clone()).await.unwrap();
    let first = contacts(&profile, &id);
    drafts.put_contacts(first.clone()).await.unwrap();
    let data = PutPersonalDataRequest {
        expected_version: 2,
        ..data
    };
    let answer = drafts.put_personal_data(data).await.unwrap();
    assert_eq!(answer.into_inner().draft_version, 1);
    let repeat = PutContactsRequest {
        expected_version: 2,
        ..first
    };
    let answer = drafts.put_contacts(repeat).await.unwrap();
    assert_eq!(answer.into_inner().draft_version, 2);
}

#[tokio::test]
async fn of_ten_simultaneous_corrections_of_one_version_one_is_stored() {
    let profile = Profile::start().await;
    let id = profile.complete_draft().await;
    let corrections = (0..10).map(|_| {
        let request = PutContactsRequest {
            expected_version: 2,
            ..contacts(&profile, &id)
        };
        let mut drafts = profile.drafts();
        async move { drafts.put_contacts(request).await }
    });
    let (stored, refusals): (Vec<_>, Vec<_>) = join_all(corrections)
        .await
        .into_iter()
        .partition(Result::is_ok);
    assert_eq!(stored.len(), 1);
    for refusal in refusals {
        assert_eq!(conflict(refusal).as_deref(), Some("3"));
    }
}

#[tokio::test]
async fn negative_version_is_a_violation() {
    let profile = Profile::start().await;
    let request = PutContactsRequest {
        expected_version: -1,
        ..contacts(&profile, &registration_id(&profile))
    };
    let answer = profile.drafts().put_contacts(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    assert_eq!(named[0].0, "expected_version");
}
