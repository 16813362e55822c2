use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::ActivateDraftRequest,
    types::v1::{ContactKind, ProfileActivated, event::Fact},
};
use kabinet_status::read;
use prost_types::Timestamp;

use crate::harness::{Profile, Reading, activation, ids, personal_data, refused, violations};

#[tokio::test]
async fn activation_is_told_to_identity_and_noted() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = profile.activated().await;
    let told = profile.accounts.events(1).await;
    assert_eq!(
        told[0].fact,
        Some(Fact::ProfileActivated(ProfileActivated {
            registration_id,
            account_id: account_id.to_string(),
        }))
    );
    assert_eq!(
        profile.readings_of_account(account_id).await,
        [Reading::new(
            "service/identity",
            "ACTIVATION",
            &["personal_data", "mobile", "email"]
        )]
    );
}

#[tokio::test]
async fn fifty_simultaneous_activations_make_one_person_and_one_event() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    // Nothing leaves the outbox, so that its events can be counted.
    profile.identity.goes_away();
    let activations = (0..50).map(|_| {
        let mut drafts = profile.drafts();
        let request = activation(&registration_id, account_id);
        async move { drafts.activate_draft(request).await }
    });
    for answer in join_all(activations).await {
        answer.unwrap();
    }
    assert_eq!(profile.count("person").await, 1);
    assert_eq!(profile.count("contact_point").await, 2);
    assert_eq!(profile.count("outbox_event").await, 1);
    assert_eq!(profile.count("access_log").await, 1);
}

#[tokio::test]
async fn drafts_that_race_for_an_account_make_one_person() {
    let profile = Profile::start().await;
    let account_id = AccountId::new(&profile.env);
    let mut registrations = Vec::new();
    for _ in 0..8 {
        registrations.push(profile.complete_draft().await);
    }
    let activations = registrations.iter().map(|registration_id| {
        let mut drafts = profile.drafts();
        let request = activation(registration_id, account_id);
        async move { drafts.activate_draft(request).await }
    });
    let answers = join_all(activations).await;
    let (made, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    for refusal in refusals {
        refused(refusal, Reason::ProfileExists);
    }
    assert_eq!(profile.count("person").await, 1);
    assert_eq!(profile.count("contact_point").await, 2);
}

#[tokio::test]
async fn event_waits_until_identity_is_back() {
    let profile = Profile::start().await;
    profile.identity.goes_away();
    profile.activated().await;
    assert_eq!(profile.count("outbox_event").await, 1);
    profile.identity.comes_back();
    let arrived = profile.accounts.events(1);
    tokio::pin!(arrived);
    let events = loop {
        tokio::select! {
            events = &mut arrived => break events,
            _ = profile.lets_relay_work() => {}
        }
    };
    assert_eq!(events[0].event_id, events[events.len() - 1].event_id);
}

#[tokio::test]
async fn repeat_is_the_same_answer() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = profile.activated().await;
    let request = activation(&registration_id, account_id);
    profile.drafts().activate_draft(request).await.unwrap();
    assert_eq!(profile.count("access_log").await, 1);
}

#[tokio::test]
async fn other_content_is_refused() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = profile.activated().await;
    let same = activation(&registration_id, account_id);
    let other_version = ActivateDraftRequest {
        draft_version: 1,
        ..same.clone()
    };
    let other_kind = ActivateDraftRequest {
        confirmed_kind: ContactKind::Email.into(),
        ..same.clone()
    };
    let other_draft = ActivateDraftRequest {
        registration_id: profile.complete_draft().await,
        ..same.clone()
    };
    for other in [other_version, other_kind, other_draft] {
        let answer = profile.drafts().activate_draft(other).await;
        refused(answer, Reason::ProfileExists);
    }
    let other_account = activation(&registration_id, AccountId::new(&profile.env));
    let answer = profile.drafts().activate_draft(other_account).await;
    refused(answer, Reason::DraftNotFound);
    assert_eq!(profile.count("person").await, 1);
}

#[tokio::test]
async fn draft_that_is_stale_incomplete_or_unknown_makes_nobody() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    let stale = ActivateDraftRequest {
        draft_version: 1,
        ..activation(&registration_id, account_id)
    };
    let status = refused(
        profile.drafts().activate_draft(stale).await,
        Reason::DraftConflict,
    );
    assert_eq!(read::metadata(&status, "version").as_deref(), Some("2"));

    let begun = crate::harness::registration_id(&profile);
    let request = personal_data(&profile, &begun);
    profile.drafts().put_personal_data(request).await.unwrap();
    let incomplete = ActivateDraftRequest {
        draft_version: 1,
        ..activation(&begun, account_id)
    };
    let answer = profile.drafts().activate_draft(incomplete).await;
    refused(answer, Reason::DraftIncomplete);

    let unknown = activation(&crate::harness::registration_id(&profile), account_id);
    let answer = profile.drafts().activate_draft(unknown).await;
    refused(answer, Reason::DraftNotFound);
    assert_eq!(profile.count("person").await, 0);
    assert_eq!(profile.count("access_log").await, 0);
}

#[tokio::test]
async fn every_malformed_field_is_named_at_once() {
    let profile = Profile::start().await;
    let request = ActivateDraftRequest {
        registration_id: "reg_1".to_owned(),
        draft_version: 1,
        account_id: "acc_1".to_owned(),
        confirmed_kind: ContactKind::Mobile.into(),
        confirm_time: Some(Timestamp {
            seconds: -1,
            nanos: 0,
        }),
    };
    let answer = profile.drafts().activate_draft(request).await;
    let named = violations(&refused(answer, Reason::InvalidRequest));
    let fields: Vec<_> = named.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["registration_id", "account_id", "confirm_time"]);
}
