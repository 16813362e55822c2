use kabinet_env::id::{AccountId, NoticeId};
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{DeliverEventRequest, DeliverEventResponse},
    types::v1::{
        ContactKind, ContactPointsChanged, Event, NoticeDue, ProfileActivated,
        RegistrationConfirmed, RegistrationDiscarded, event::Fact,
    },
};
use prost_types::Timestamp;
use tonic::{Response, Status};

use crate::harness::{Profile, activation, ids, notice, password_changed, refused, request_id};

fn confirmed(registration_id: &str, account_id: AccountId) -> Fact {
    let request = activation(registration_id, account_id);
    Fact::RegistrationConfirmed(RegistrationConfirmed {
        registration_id: request.registration_id,
        draft_version: request.draft_version,
        account_id: request.account_id,
        confirmed_kind: ContactKind::Email.into(),
        confirm_time: request.confirm_time,
    })
}

fn discarded(registration_id: &str) -> Fact {
    Fact::RegistrationDiscarded(RegistrationDiscarded {
        registration_id: registration_id.to_owned(),
    })
}

fn event(profile: &Profile, fact: Fact) -> Event {
    Event {
        event_id: request_id(profile),
        occur_time: Some(Timestamp::default()),
        fact: Some(fact),
    }
}

async fn deliver(
    profile: &Profile,
    caller: &str,
    event: &Event,
) -> Result<Response<DeliverEventResponse>, Status> {
    let request = DeliverEventRequest {
        event: Some(event.clone()),
    };
    profile.event_sink(caller).deliver_event(request).await
}

#[tokio::test]
async fn confirmed_registration_becomes_a_person_once() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    let event = event(&profile, confirmed(&registration_id, account_id));
    for _ in 0..2 {
        deliver(&profile, "service/identity", &event).await.unwrap();
    }
    assert_eq!(profile.accounts.events(1).await.len(), 1);
    assert_eq!(profile.count("received_event").await, 1);
    assert_eq!(profile.count("person").await, 1);
    let contacts = profile.shown_contacts(account_id).await;
    assert!(!contacts[0].preferred && contacts[1].preferred);
}

#[tokio::test]
async fn confirmation_that_was_activated_in_line_is_taken() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    let mut request = activation(&registration_id, account_id);
    request.confirmed_kind = ContactKind::Email.into();
    profile.drafts().activate_draft(request).await.unwrap();
    let event = event(&profile, confirmed(&registration_id, account_id));
    deliver(&profile, "service/identity", &event).await.unwrap();
    assert_eq!(profile.count("person").await, 1);
    assert_eq!(profile.count("access_log").await, 1);
}

#[tokio::test]
async fn discarded_registration_forgets_its_draft() {
    let profile = Profile::start().await;
    let registration_id = profile.complete_draft().await;
    let event = event(&profile, discarded(&registration_id));
    for _ in 0..2 {
        deliver(&profile, "service/identity", &event).await.unwrap();
    }
    let draft = profile.draft(&registration_id).await;
    assert_eq!(draft, Some(("DISCARDED".to_owned(), false)));
}

#[tokio::test]
async fn event_that_was_refused_is_not_remembered() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    let event = event(&profile, confirmed(&registration_id, account_id));
    let answer = deliver(&profile, "service/identity", &event).await;
    refused(answer, Reason::DraftNotFound);
    assert_eq!(profile.count("received_event").await, 0);
    profile.complete(&registration_id).await;
    deliver(&profile, "service/identity", &event).await.unwrap();
    assert_eq!(profile.count("person").await, 1);
}

#[tokio::test]
async fn fact_about_a_registration_is_taken_from_identity_only() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    for fact in [
        confirmed(&registration_id, account_id),
        discarded(&registration_id),
    ] {
        let event = event(&profile, fact);
        let answer = deliver(&profile, "service/verification", &event).await;
        refused(answer, Reason::CallerNotAllowed);
    }
    assert_eq!(profile.count("person").await, 0);
    let draft = profile.draft(&registration_id).await;
    assert_eq!(draft, Some(("OPEN".to_owned(), true)));
}

#[tokio::test]
async fn facts_of_no_concern_are_taken_and_ignored() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = profile.activated().await;
    let activated = Fact::ProfileActivated(ProfileActivated {
        registration_id,
        account_id: account_id.to_string(),
    });
    let due = Fact::NoticeDue(NoticeDue {
        notice_id: NoticeId::new(&profile.env).to_string(),
        account_id: account_id.to_string(),
        contact_kind: ContactKind::Mobile.into(),
        change_id: String::new(),
    });
    let changed = Fact::ContactPointsChanged(ContactPointsChanged {
        account_id: account_id.to_string(),
        contacts_version: 2,
    });
    for event in [
        event(&profile, activated),
        event(&profile, due),
        event(&profile, changed),
        notice(&profile, account_id, password_changed()),
    ] {
        deliver(&profile, "service/verification", &event)
            .await
            .unwrap();
    }
    assert_eq!(profile.count("received_event").await, 0);
    assert_eq!(profile.count("notice").await, 0);
}
