//! Rows that this service never wrote: a defect for operators, and nothing for callers.

use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    google::r#type::Date,
    profile::v1::{
        ContactPurpose, GetPreferencesRequest, GetProfileRequest, ListContactPointsRequest,
        ListInboxRequest, MatchPersonalDataRequest, ResolveContactsRequest,
        ResolveDraftContactRequest,
    },
    types::v1::ContactKind::{self, Email, Mobile},
};

use crate::harness::{
    CallAs, Profile, activation, confirm, ids, notice, password_changed, refused, start,
};

impl Profile {
    async fn tamper(&self, statement: &'static str) {
        sqlx::query(statement).execute(&self.pool).await.unwrap();
    }

    async fn profile_is_unreadable(&self, account_id: AccountId) {
        let token = self.identity.log_in(account_id);
        let mut profiles = self.profiles(CallAs::person(&token));
        let answer = profiles.get_profile(GetProfileRequest {}).await;
        refused(answer, Reason::Internal);
    }

    async fn contacts_are_unreadable(&self, account_id: AccountId) {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        let request = ListContactPointsRequest {};
        let answer = contacts.list_contact_points(request).await;
        refused(answer, Reason::Internal);
    }
}

#[tokio::test]
async fn data_of_another_person_do_not_open() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.activated().await;
    profile
        .tamper(
            "UPDATE profile.person
             SET
                 data_key = other.data_key,
                 personal_data = other.personal_data
             FROM profile.person AS other
             WHERE other.account_id <> person.account_id",
        )
        .await;
    profile.profile_is_unreadable(account_id).await;
    profile.contacts_are_unreadable(account_id).await;
}

#[tokio::test]
async fn states_that_are_none_are_corrupt() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for statement in [
        "ALTER TABLE profile.person DROP CONSTRAINT person_state_known",
        "ALTER TABLE profile.contact_point
             DROP CONSTRAINT contact_point_state_known,
             DROP CONSTRAINT contact_point_confirmed_at",
        "UPDATE profile.person SET state = 'IMAGINED'",
        "UPDATE profile.contact_point SET state = 'IMAGINED'",
    ] {
        profile.tamper(statement).await;
    }
    profile.profile_is_unreadable(account_id).await;
    profile.contacts_are_unreadable(account_id).await;
}

#[tokio::test]
async fn words_of_notices_and_preferences_that_are_none_are_corrupt() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let event = notice(&profile, account_id, password_changed());
    profile.notify(event).await;
    for statement in [
        "ALTER TABLE profile.notice DROP CONSTRAINT notice_subject_known",
        "UPDATE profile.notice SET subject = 'IMAGINED'",
        "ALTER TABLE profile.preference DROP CONSTRAINT preference_language_known",
        "INSERT INTO profile.preference (account_id, language, version, update_time)
         SELECT account_id, 'XX', 1, create_time FROM profile.person",
    ] {
        profile.tamper(statement).await;
    }
    let person = CallAs::person(&profile.identity.log_in(account_id));
    let mut notifications = profile.notifications(person.clone());
    let answer = notifications.list_inbox(ListInboxRequest::default()).await;
    refused(answer, Reason::Internal);
    let mut preferences = profile.preferences(person);
    let answer = preferences.get_preferences(GetPreferencesRequest {}).await;
    refused(answer, Reason::Internal);
}

#[tokio::test]
async fn change_that_was_copied_or_tampered_with_does_not_open() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let id = profile.change(account_id, Mobile, "+79000000046").await;
    profile.replace(account_id, Mobile, "+79000000047").await;
    profile
        .tamper(
            "UPDATE profile.contact_change
             SET
                 value = before_value,
                 before_value = value",
        )
        .await;
    profile.contacts_are_unreadable(account_id).await;
    let answer = profile.try_start(account_id, start(&profile, Mobile)).await;
    refused(answer, Reason::Internal);
    let token = profile.undo_token(account_id, id);
    refused(profile.undo(&token).await, Reason::Internal);
    let request = ResolveContactsRequest {
        account_id: account_id.to_string(),
        purpose: ContactPurpose::Login.into(),
    };
    let answer = profile.directory().resolve_contacts(request).await;
    refused(answer, Reason::Internal);
    profile
        .tamper("UPDATE profile.person SET personal_data = data_key")
        .await;
    let request = MatchPersonalDataRequest {
        account_id: account_id.to_string(),
        family_name: "Ёлкина".to_owned(),
        birth_date: Some(Date::default()),
        region_code: "RU-MOW".to_owned(),
    };
    let answer = profile.directory().match_personal_data(request).await;
    refused(answer, Reason::Internal);
}

#[tokio::test]
async fn words_of_changes_that_are_none_are_corrupt() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    profile.start_confirmation(account_id, Email).await;
    for statement in [
        "ALTER TABLE profile.contact_change DROP CONSTRAINT contact_change_cause_known",
        "ALTER TABLE profile.contact_change
             DROP CONSTRAINT contact_change_replaces_confirmed",
        "UPDATE profile.contact_change SET cause = 'IMAGINED'",
    ] {
        profile.tamper(statement).await;
    }
    let answer = profile
        .try_confirm(account_id, confirm(&profile, Email))
        .await;
    refused(answer, Reason::Internal);
}

#[tokio::test]
async fn draft_that_does_not_open_makes_nobody() {
    let profile = Profile::start().await;
    let (registration_id, account_id) = ids(&profile);
    profile.complete(&registration_id).await;
    profile
        .tamper("UPDATE profile.draft SET mobile = email, email = mobile")
        .await;
    let request = activation(&registration_id, account_id);
    let answer = profile.drafts().activate_draft(request).await;
    refused(answer, Reason::Internal);
    let request = ResolveDraftContactRequest {
        registration_id: registration_id.clone(),
        draft_version: 2,
        kind: ContactKind::Mobile.into(),
    };
    let answer = profile.drafts().resolve_draft_contact(request).await;
    refused(answer, Reason::Internal);
    assert_eq!(profile.count("person").await, 0);
    assert_eq!(profile.count("outbox_event").await, 0);
    let draft = profile.draft(&registration_id).await;
    assert_eq!(draft, Some(("OPEN".to_owned(), true)));
}
