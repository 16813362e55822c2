use kabinet_proto::{errors::v1::Reason, profile::v1::PutContactsRequest};

use crate::harness::{
    Profile, contacts, personal_data, refused, registration_id, request_id, violations,
};

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
