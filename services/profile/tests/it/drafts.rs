use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{DiscardDraftRequest, PutContactsRequest},
};

use crate::harness::{Profile, activation, contacts, personal_data, refused, registration_id};

fn discard(registration_id: &str) -> DiscardDraftRequest {
    DiscardDraftRequest {
        registration_id: registration_id.to_owned(),
    }
}

async fn refuses_data(profile: &Profile, registration_id: &str) {
    let mut drafts = profile.drafts();
    let request = personal_data(profile, registration_id);
    refused(
        drafts.put_personal_data(request).await,
        Reason::DraftNotFound,
    );
    let request = contacts(profile, registration_id);
    refused(drafts.put_contacts(request).await, Reason::DraftNotFound);
}

#[tokio::test]
async fn discarded_draft_takes_no_data_any_more() {
    let profile = Profile::start().await;
    let id = profile.complete_draft().await;
    for _ in 0..2 {
        profile.drafts().discard_draft(discard(&id)).await.unwrap();
    }
    refuses_data(&profile, &id).await;
    let discarded = Some(("DISCARDED".to_owned(), false));
    assert_eq!(profile.draft(&id).await, discarded);
}

#[tokio::test]
async fn activated_draft_takes_no_data_any_more() {
    let profile = Profile::start().await;
    let (id, _) = profile.activated().await;
    refuses_data(&profile, &id).await;
    let activated = Some(("ACTIVATED".to_owned(), false));
    assert_eq!(profile.draft(&id).await, activated);
}

#[tokio::test]
async fn person_is_the_version_that_was_confirmed_whatever_is_put_meanwhile() {
    let profile = Profile::start().await;
    for _ in 0..10 {
        let id = profile.complete_draft().await;
        let correction = PutContactsRequest {
            expected_version: 2,
            ..contacts(&profile, &id)
        };
        let activation = activation(&id, AccountId::new(&profile.env));
        let (mut putting, mut activating) = (profile.drafts(), profile.drafts());
        let (put, activated) = tokio::join!(
            putting.put_contacts(correction),
            activating.activate_draft(activation),
        );
        if activated.is_ok() {
            refused(put, Reason::DraftNotFound);
        } else {
            assert_eq!(put.unwrap().into_inner().draft_version, 3);
            refused(activated, Reason::DraftConflict);
        }
    }
}

#[tokio::test]
async fn draft_that_is_discarded_before_it_begins_never_begins() {
    let profile = Profile::start().await;
    let id = registration_id(&profile);
    profile.drafts().discard_draft(discard(&id)).await.unwrap();
    refuses_data(&profile, &id).await;
}

#[tokio::test]
async fn person_stays_when_the_draft_is_discarded_too_late() {
    let profile = Profile::start().await;
    let (id, account_id) = profile.activated().await;
    profile.drafts().discard_draft(discard(&id)).await.unwrap();
    let activated = Some(("ACTIVATED".to_owned(), false));
    assert_eq!(profile.draft(&id).await, activated);
    assert_eq!(profile.shown(account_id).await.family_name, "Ёлкина");
}

#[tokio::test]
async fn malformed_registration_id_is_a_violation() {
    let profile = Profile::start().await;
    for id in ["reg_", "reg_1", "acc_0198c2b4-0000-7000-8000-000000000000"] {
        let answer = profile.drafts().discard_draft(discard(id)).await;
        refused(answer, Reason::InvalidRequest);
    }
}
