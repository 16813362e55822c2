//! `UndoContactChange`: the owner takes back what a thief changed.

mod chains;
mod refusals;

use std::time::Duration;

use futures::future::join_all;
use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proof::action::ActionKind;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{ContactPointState, ResolveContactsRequest, UndoContactChangeRequest},
    types::v1::{
        ContactKind::{Email, Mobile},
        TakeoverReported,
        event::Fact,
        notice::Subject,
    },
    verification::v1::MessageTemplate,
};

use crate::{
    confirming::contacts_changed,
    harness::{CallAs, EMAIL, MOBILE, Profile, Reading, confirm, refused, replace, token},
};

const UNDO_WINDOW: Duration = Duration::from_hours(72);
const THIEF: &str = "+79000000066";
const THIEFS_OTHER: &str = "+79000000067";
const THIEFS_EMAIL: &str = "thief@example.org";

impl Profile {
    /// Makes the token that the messages of a change carry.
    pub(crate) fn undo_token(&self, account_id: AccountId, id: ContactChangeId) -> String {
        let kind = ActionKind::UndoContactChange;
        token(kind, account_id, id.uuid(), self.env.now() + UNDO_WINDOW)
    }

    /// Returns the values that let a person in, by the last digits or the host.
    async fn lets_in(&self, account_id: AccountId) -> Vec<String> {
        let request = ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: kabinet_proto::profile::v1::ContactPurpose::Recovery.into(),
        };
        let answer = self.directory().resolve_contacts(request).await.unwrap();
        let contacts = answer.into_inner().contacts.into_iter();
        contacts.map(|contact| contact.value).collect()
    }
}

fn takeover(account_id: AccountId, id: ContactChangeId) -> Fact {
    Fact::TakeoverReported(TakeoverReported {
        account_id: account_id.to_string(),
        change_id: id.to_string(),
    })
}

#[tokio::test]
async fn what_stood_stands_again_and_the_thief_keeps_nothing() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.contact_point(account_id, Mobile).await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    assert_eq!(profile.facts().await, [contacts_changed(account_id, 2)]);
    profile
        .undo(&profile.undo_token(account_id, id))
        .await
        .unwrap();

    assert_eq!(profile.contact_point(account_id, Mobile).await, before);
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
    let facts = profile.facts().await;
    assert!(facts.contains(&takeover(account_id, id)));
    assert!(facts.contains(&contacts_changed(account_id, 3)));
    assert_eq!(facts.len(), 3);
    let undone = profile.delivery.queue().pop().unwrap();
    assert_eq!(undone.template(), MessageTemplate::ContactChangeUndone);
    let told: Vec<_> = profile
        .delivery
        .queue()
        .into_iter()
        .map(|message| message.destination.unwrap().address)
        .collect();
    assert_eq!(told, [MOBILE, MOBILE]);
}

#[tokio::test]
async fn repeat_changes_nothing_more() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let token = profile.undo_token(account_id, id);
    let undone = profile.overlapping(join_all((0..5).map(|_| profile.undo(&token))));
    for answer in undone.await {
        answer.unwrap();
    }
    profile.undo(&token).await.unwrap();
    assert_eq!(profile.facts().await.len(), 3);
    assert_eq!(profile.inbox(account_id).await.len(), 2);
}

#[tokio::test]
async fn token_of_the_first_change_takes_back_the_later_ones_too() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.confirm_email(account_id).await;
    let first = profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(Duration::from_hours(1));
    let second = profile.change(account_id, Mobile, THIEFS_OTHER).await;
    profile.change(account_id, Email, THIEFS_EMAIL).await;
    profile.replace(account_id, Email, "more@example.org").await;
    let first = profile.undo_token(account_id, first);
    profile.undo(&first).await.unwrap();

    assert_eq!(profile.lets_in(account_id).await, [MOBILE, EMAIL]);
    let shown = profile.contact_point(account_id, Email).await;
    assert_eq!(shown.replacement, None);
    // What the thief holds takes nothing back.
    let version = profile.facts().await.len();
    profile
        .undo(&profile.undo_token(account_id, second))
        .await
        .unwrap();
    assert_eq!(profile.facts().await.len(), version);
    let subjects: Vec<_> = profile
        .inbox(account_id)
        .await
        .into_iter()
        .filter_map(|item| item.notice.unwrap().subject)
        .filter(|subject| matches!(subject, Subject::ContactChangeUndone(_)))
        .collect();
    assert_eq!(subjects.len(), 2, "one for each kind");
}

#[tokio::test]
async fn token_of_a_later_change_brings_back_no_contact_on_probation() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(Duration::from_hours(71));
    let second = profile.change(account_id, Mobile, THIEFS_OTHER).await;
    profile
        .undo(&profile.undo_token(account_id, second))
        .await
        .unwrap();
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
}

#[tokio::test]
async fn token_of_a_later_change_leaves_one_that_has_settled() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.change(account_id, Mobile, "+79000000046").await;
    profile.clock.advance(UNDO_WINDOW);
    let second = profile.change(account_id, Mobile, THIEF).await;
    profile
        .undo(&profile.undo_token(account_id, second))
        .await
        .unwrap();
    assert_eq!(profile.lets_in(account_id).await, ["+79000000046"]);
}

#[tokio::test]
async fn contact_that_joined_is_unconfirmed_again_and_what_it_was_before_corrections() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.contact_point(account_id, Email).await;
    profile
        .replace(account_id, Email, "first@example.org")
        .await;
    profile.replace(account_id, Email, THIEFS_EMAIL).await;
    profile.prove(account_id, Email).await;
    let id = profile.newest_change(account_id).await;
    profile
        .undo(&profile.undo_token(account_id, id))
        .await
        .unwrap();
    let shown = profile.contact_point(account_id, Email).await;
    assert_eq!(shown, before);
    assert_eq!(shown.state(), ContactPointState::Unconfirmed);
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
}

#[tokio::test]
async fn correction_that_waits_is_forgotten_with_the_change() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let before = profile.contact_point(account_id, Email).await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    profile.replace(account_id, Email, THIEFS_EMAIL).await;
    profile.start_confirmation(account_id, Email).await;
    profile
        .undo(&profile.undo_token(account_id, id))
        .await
        .unwrap();
    assert_eq!(profile.contact_point(account_id, Email).await, before);
    profile.clock.advance(Duration::from_secs(1));
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::NothingToConfirm);
}

#[tokio::test]
async fn undo_that_meets_the_confirmation_of_a_later_change_takes_both_back() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let token = profile.undo_token(account_id, id);
    profile.clock.advance(Duration::from_mins(1));
    profile.replace(account_id, Mobile, THIEFS_OTHER).await;
    profile.start_confirmation(account_id, Mobile).await;
    let calls = async {
        tokio::join!(
            profile.undo(&token),
            profile.try_confirm(account_id, confirm(&profile, Mobile)),
        )
    };
    let (undone, confirmed) = profile.overlapping(Box::pin(calls)).await;
    undone.unwrap();
    if let Err(status) = confirmed {
        refused::<()>(Err(status), Reason::NothingToConfirm);
    }
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
}

#[tokio::test]
async fn undo_that_meets_another_value_leaves_the_owners_contact() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    let token = profile.undo_token(account_id, id);
    let request = replace(&profile, Mobile, THIEFS_OTHER);
    let calls = async {
        tokio::join!(
            profile.undo(&token),
            profile.try_replace(account_id, request),
        )
    };
    let (undone, replaced) = profile.overlapping(Box::pin(calls)).await;
    undone.unwrap();
    if let Err(status) = replaced {
        refused::<()>(Err(status), Reason::StepUpRequired);
    }
    assert_eq!(profile.lets_in(account_id).await, [MOBILE]);
}

#[tokio::test]
async fn notices_speak_the_language_of_the_call() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    profile.settled().await;
    let request = UndoContactChangeRequest {
        action_token: profile.undo_token(account_id, id),
        language: "pl-PL".to_owned(),
    };
    let mut contacts = profile.contact_points(CallAs::gateway());
    contacts.undo_contact_change(request).await.unwrap();
    profile.settled().await;
    assert_eq!(profile.delivery.queue().pop().unwrap().language, "pl");
}

#[tokio::test]
async fn contacts_that_are_opened_are_noted() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, THIEF).await;
    profile.clock.advance(Duration::from_mins(1));
    profile
        .undo(&profile.undo_token(account_id, id))
        .await
        .unwrap();
    let readings = profile.readings_of_account(account_id).await;
    let noted = Reading::new("gateway/web", "CONTACT_CHANGE", &["mobile"]);
    let noted = readings.iter().filter(|reading| **reading == noted);
    // Given, coded, confirmed, taken back.
    assert_eq!(noted.count(), 4);
}
