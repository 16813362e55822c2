use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ContactPurpose, GetPreferencesRequest, GetProfileRequest, ListInboxRequest,
        ResolveContactsRequest,
    },
    types::v1::ContactKind::Mobile,
};
use kabinet_status::read;
use tonic::Code;

use crate::harness::{
    CallAs, Profile, activation, confirm, ids, notice, password_changed, personal_data, refused,
    registration_id, replace, start,
};

#[tokio::test]
async fn calls_that_need_the_database_say_when_to_retry() {
    let profile = Profile::start_without_database().await;
    let token = profile.identity.log_in(AccountId::new(&profile.env));
    let person = CallAs::person(&token);
    let mut profiles = profile.profiles(person.clone());
    let mut preferences = profile.preferences(person.clone());
    let mut notifications = profile.notifications(person);
    let (mut putting, mut activating) = (profile.drafts(), profile.drafts());
    let (id, account_id) = ids(&profile);
    let notified = notice(&profile, account_id, password_changed());
    let (shown, put, activated, preferred, inbox, notified) = tokio::join!(
        profiles.get_profile(GetProfileRequest {}),
        putting.put_personal_data(personal_data(&profile, &registration_id(&profile))),
        activating.activate_draft(activation(&id, account_id)),
        preferences.get_preferences(GetPreferencesRequest {}),
        notifications.list_inbox(ListInboxRequest::default()),
        profile.try_notify(notified),
    );
    for status in [
        refused(shown, Reason::TemporarilyUnavailable),
        refused(put, Reason::TemporarilyUnavailable),
        refused(activated, Reason::TemporarilyUnavailable),
        refused(preferred, Reason::TemporarilyUnavailable),
        refused(inbox, Reason::TemporarilyUnavailable),
        refused(notified, Reason::TemporarilyUnavailable),
    ] {
        assert_eq!(status.code(), Code::Unavailable);
        assert!(read::retry_after(&status).is_some());
    }
}

#[tokio::test]
async fn contacts_need_the_database_too() {
    let profile = Profile::start_without_database().await;
    let account_id = AccountId::new(&profile.env);
    let token = profile.undo_token(account_id, ContactChangeId::new(&profile.env));
    let mut directory = profile.directory();
    let resolve = ResolveContactsRequest {
        account_id: account_id.to_string(),
        purpose: ContactPurpose::Login.into(),
    };
    let (replaced, started, confirmed, undone, resolved) = tokio::join!(
        profile.try_replace(account_id, replace(&profile, Mobile, "+79000000046")),
        profile.try_start(account_id, start(&profile, Mobile)),
        profile.try_confirm(account_id, confirm(&profile, Mobile)),
        profile.undo(&token),
        directory.resolve_contacts(resolve),
    );
    refused(replaced, Reason::TemporarilyUnavailable);
    refused(started, Reason::TemporarilyUnavailable);
    refused(confirmed, Reason::TemporarilyUnavailable);
    refused(undone, Reason::TemporarilyUnavailable);
    refused(resolved, Reason::TemporarilyUnavailable);
}
