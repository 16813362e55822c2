//! What a person is told about their account, and how they want to hear it.

use kabinet_proto::profile::v1::{
    GetPreferencesRequest, InboxItem, ListInboxRequest, MessageLanguage, Preferences,
    UpdatePreferencesRequest,
};
use prost_types::FieldMask;

use super::Person;
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Looks into the inbox, the newest first.
    pub async fn sees_inbox(&self, suite: &impl Kabinet) -> Answer<Vec<InboxItem>> {
        let request = ListInboxRequest::default();
        let mut notices = self.gateway(suite).notices();
        Ok(notices.list_inbox(request).await?.into_inner().items)
    }

    /// Looks at the preferences.
    pub async fn sees_preferences(&self, suite: &impl Kabinet) -> Answer<Preferences> {
        let request = GetPreferencesRequest {};
        let mut preferences = self.gateway(suite).preferences();
        let answer = preferences.get_preferences(request).await?;
        promised(answer.into_inner().preferences, "preferences")
    }

    /// Chooses the language of messages in the preferences that they have seen.
    pub async fn prefers(
        &self,
        suite: &impl Kabinet,
        seen: &Preferences,
        language: MessageLanguage,
    ) -> Answer<Preferences> {
        let request = UpdatePreferencesRequest {
            request_id: self.new_request_id(),
            preferences: Some(Preferences {
                language: language.into(),
                ..seen.clone()
            }),
            update_mask: Some(FieldMask {
                paths: vec!["language".to_owned()],
            }),
        };
        let mut preferences = self.gateway(suite).preferences();
        let answer = preferences.update_preferences(request).await?;
        promised(answer.into_inner().preferences, "preferences")
    }
}
