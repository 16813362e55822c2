use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{DiscardDraftRequest, ResolveDraftContactRequest},
    types::v1::ContactKind,
};
use kabinet_status::read;
use tonic::Code;

use crate::harness::{Profile, Reading, personal_data, refused, registration_id};

fn resolve(id: &str, draft_version: i64, kind: ContactKind) -> ResolveDraftContactRequest {
    ResolveDraftContactRequest {
        registration_id: id.to_owned(),
        draft_version,
        kind: kind.into(),
    }
}

#[tokio::test]
async fn contact_is_told_and_the_reading_noted() {
    let profile = Profile::start().await;
    let id = profile.complete_draft().await;
    for (kind, address, field) in [
        (ContactKind::Mobile, "+79000000045", "mobile"),
        (ContactKind::Email, "Elkina.Anna@example.com", "email"),
    ] {
        let request = resolve(&id, 2, kind);
        let answer = profile.drafts().resolve_draft_contact(request).await;
        assert_eq!(answer.unwrap().into_inner().address, address);
        let readings = profile.readings_of_registration(&id).await;
        let noted = Reading::new("service/identity", "CONFIRMATION", &[field]);
        assert!(readings.contains(&noted), "{readings:?}");
    }
    assert_eq!(profile.count("access_log").await, 2);
}

#[tokio::test]
async fn stale_version_is_told_the_present_one() {
    let profile = Profile::start().await;
    let id = profile.complete_draft().await;
    for version in [1, 3] {
        let request = resolve(&id, version, ContactKind::Email);
        let answer = profile.drafts().resolve_draft_contact(request).await;
        let status = refused(answer, Reason::DraftConflict);
        assert_eq!(status.code(), Code::Aborted);
        assert_eq!(read::metadata(&status, "version").as_deref(), Some("2"));
    }
    assert_eq!(profile.count("access_log").await, 0);
}

#[tokio::test]
async fn draft_without_contacts_is_incomplete() {
    let profile = Profile::start().await;
    let id = registration_id(&profile);
    let request = personal_data(&profile, &id);
    profile.drafts().put_personal_data(request).await.unwrap();
    let request = resolve(&id, 1, ContactKind::Mobile);
    let answer = profile.drafts().resolve_draft_contact(request).await;
    refused(answer, Reason::DraftIncomplete);
    assert_eq!(profile.count("access_log").await, 0);
}

#[tokio::test]
async fn unknown_and_ended_drafts_have_no_contact() {
    let profile = Profile::start().await;
    let ended = profile.complete_draft().await;
    let discard = DiscardDraftRequest {
        registration_id: ended.clone(),
    };
    profile.drafts().discard_draft(discard).await.unwrap();
    for id in [ended, registration_id(&profile)] {
        let request = resolve(&id, 2, ContactKind::Mobile);
        let answer = profile.drafts().resolve_draft_contact(request).await;
        refused(answer, Reason::DraftNotFound);
    }
    assert_eq!(profile.count("access_log").await, 0);
}
