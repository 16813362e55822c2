//! What a person is told about their account, and how they want to hear it.

use kabinet_proto::{
    profile::v1::{
        GetPreferencesRequest, InboxItem, ListInboxRequest, MessageLanguage, Preferences,
        UpdatePreferencesRequest,
    },
    types::v1::{Channel, notice::Subject},
};
use prost_types::FieldMask;

use super::{Person, reading::code_in};
use crate::suite::Suite;

impl Person {
    /// Looks into the inbox, the newest first.
    pub(crate) async fn sees_inbox(&self, suite: &Suite) -> Vec<InboxItem> {
        let mut notices = self.gateway(suite).notices();
        let request = ListInboxRequest::default();
        notices
            .list_inbox(request)
            .await
            .unwrap()
            .into_inner()
            .items
    }

    /// Looks what the inbox says, the newest first.
    pub(crate) async fn sees_news(&self, suite: &Suite) -> Vec<Subject> {
        let items = self.sees_inbox(suite).await;
        let subject = |item: InboxItem| item.notice.unwrap().subject.unwrap();
        items.into_iter().map(subject).collect()
    }

    /// Chooses the language of messages.
    pub(crate) async fn prefers(&self, suite: &Suite, language: MessageLanguage) {
        let mut preferences = self.gateway(suite).preferences();
        let stored = preferences.get_preferences(GetPreferencesRequest {}).await;
        let stored = stored.unwrap().into_inner().preferences.unwrap();
        let request = UpdatePreferencesRequest {
            request_id: Self::new_request_id(),
            preferences: Some(Preferences {
                language: language.into(),
                ..stored
            }),
            update_mask: Some(FieldMask {
                paths: vec!["language".to_owned()],
            }),
        };
        preferences.update_preferences(request).await.unwrap();
    }

    /// Lists the texts without a code that came over the channel, the oldest first.
    pub(crate) fn notices_received(&self, suite: &Suite, channel: Channel) -> Vec<String> {
        let messages = suite
            .messages()
            .list(Some(self.address(channel)), None, usize::MAX);
        let notices = messages
            .iter()
            .rev()
            .filter(|message| code_in(message).is_none());
        notices.map(|message| message.text.clone()).collect()
    }
}
