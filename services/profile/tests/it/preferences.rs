//! `PreferenceService`.

use futures::future::join_all;
use kabinet_env::id::AccountId;
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        GetPreferencesRequest, MessageLanguage, Preferences, UpdatePreferencesRequest,
        UpdatePreferencesResponse,
    },
};
use prost_types::FieldMask;
use tonic::{Code, Response, Status};

use crate::harness::{CallAs, Profile, refused, request_id, violations};

fn speaking(profile: &Profile, language: MessageLanguage, etag: &str) -> UpdatePreferencesRequest {
    UpdatePreferencesRequest {
        request_id: request_id(profile),
        preferences: Some(Preferences {
            language: language.into(),
            update_time: None,
            etag: etag.to_owned(),
        }),
        update_mask: Some(FieldMask {
            paths: vec!["language".to_owned()],
        }),
    }
}

impl Profile {
    async fn preferred(&self, account_id: AccountId) -> Preferences {
        let token = self.identity.log_in(account_id);
        let mut preferences = self.preferences(CallAs::person(&token));
        let answer = preferences.get_preferences(GetPreferencesRequest {}).await;
        answer.unwrap().into_inner().preferences.unwrap()
    }

    async fn try_prefer(
        &self,
        account_id: AccountId,
        request: UpdatePreferencesRequest,
    ) -> Result<Response<UpdatePreferencesResponse>, Status> {
        let token = self.identity.log_in(account_id);
        let mut preferences = self.preferences(CallAs::person(&token));
        preferences.update_preferences(request).await
    }

    /// Stores the language that a person prefers.
    pub(crate) async fn speak(
        &self,
        account_id: AccountId,
        language: MessageLanguage,
    ) -> Preferences {
        let etag = self.preferred(account_id).await.etag;
        let request = speaking(self, language, &etag);
        let answer = self.try_prefer(account_id, request).await.unwrap();
        answer.into_inner().preferences.unwrap()
    }
}

#[tokio::test]
async fn defaults_are_shown_until_something_is_stored() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let defaults = profile.preferred(account_id).await;
    assert_eq!(defaults.language(), MessageLanguage::Unspecified);
    assert_eq!(defaults.update_time, None);
    assert!(!defaults.etag.is_empty());
    assert_eq!(profile.count("preference").await, 0);
}

#[tokio::test]
async fn language_is_stored_and_taken_back() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let defaults = profile.preferred(account_id).await;
    let polish = profile.speak(account_id, MessageLanguage::Pl).await;
    assert_eq!(polish.language(), MessageLanguage::Pl);
    assert!(polish.update_time.is_some());
    assert_ne!(polish.etag, defaults.etag);
    assert_eq!(profile.preferred(account_id).await, polish);
    let any = profile
        .speak(account_id, MessageLanguage::Unspecified)
        .await;
    assert_eq!(any.language(), MessageLanguage::Unspecified);
    assert_eq!(profile.preferred(account_id).await, any);
}

#[tokio::test]
async fn stale_or_absent_version_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let never_stored = profile.preferred(account_id).await.etag;
    profile.speak(account_id, MessageLanguage::En).await;
    for etag in [never_stored.as_str(), "", "2", "x"] {
        let request = speaking(&profile, MessageLanguage::Pl, etag);
        let answer = profile.try_prefer(account_id, request).await;
        assert_eq!(refused(answer, Reason::EtagMismatch).code(), Code::Aborted);
    }
    let shown = profile.preferred(account_id).await;
    assert_eq!(shown.language(), MessageLanguage::En);
}

#[tokio::test]
async fn one_of_twenty_simultaneous_updates_of_a_version_wins() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for language in [MessageLanguage::En, MessageLanguage::Pl] {
        let etag = profile.preferred(account_id).await.etag;
        let requests = (0..20).map(|_| speaking(&profile, language, &etag));
        let updates = requests.map(|request| profile.try_prefer(account_id, request));
        let answers = profile.overlapping(join_all(updates)).await;
        let (made, refusals): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
        assert_eq!(made.len(), 1);
        for refusal in refusals {
            refused(refusal, Reason::EtagMismatch);
        }
    }
}

#[tokio::test]
async fn repeats_have_one_effect_and_another_body_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let etag = profile.preferred(account_id).await.etag;
    let request = speaking(&profile, MessageLanguage::Pl, &etag);
    let repeats = (0..20).map(|_| profile.try_prefer(account_id, request.clone()));
    let answers = profile.overlapping(join_all(repeats)).await;
    let stored = profile.preferred(account_id).await;
    for answer in answers {
        let made = answer.unwrap().into_inner().preferences;
        assert_eq!(made.as_ref(), Some(&stored));
    }
    let other = UpdatePreferencesRequest {
        request_id: request.request_id,
        ..speaking(&profile, MessageLanguage::En, &etag)
    };
    let answer = profile.try_prefer(account_id, other).await;
    refused(answer, Reason::RequestIdReused);
}

#[tokio::test]
async fn mask_that_names_nothing_or_something_else_is_refused() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    for paths in [vec![], vec!["etag".to_owned()]] {
        let request = UpdatePreferencesRequest {
            update_mask: Some(FieldMask { paths }),
            ..speaking(&profile, MessageLanguage::Pl, "0")
        };
        let answer = profile.try_prefer(account_id, request).await;
        let status = refused(answer, Reason::UpdateMaskInvalid);
        assert_eq!(violations(&status)[0].0, "update_mask");
    }
}

#[tokio::test]
async fn language_that_is_none_is_refused_and_takes_nothing_back() {
    let profile = Profile::start().await;
    let (_, account_id) = profile.activated().await;
    let polish = profile.speak(account_id, MessageLanguage::Pl).await;
    let mut request = speaking(&profile, MessageLanguage::Pl, &polish.etag);
    request.preferences.as_mut().unwrap().language = 99;
    let answer = profile.try_prefer(account_id, request).await;
    refused(answer, Reason::InvalidRequest);
    assert_eq!(profile.preferred(account_id).await, polish);
}

#[tokio::test]
async fn account_without_a_profile_has_no_preferences() {
    let profile = Profile::start().await;
    let stranger = AccountId::new(&profile.env);
    let token = profile.identity.log_in(stranger);
    let mut preferences = profile.preferences(CallAs::person(&token));
    let answer = preferences.get_preferences(GetPreferencesRequest {}).await;
    refused(answer, Reason::ProfileNotFound);
    let request = speaking(&profile, MessageLanguage::Pl, "0");
    let answer = profile.try_prefer(stranger, request).await;
    refused(answer, Reason::ProfileNotFound);
}
