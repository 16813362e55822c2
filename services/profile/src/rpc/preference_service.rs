//! `kabinet.profile.v1.PreferenceService`.

use kabinet_access::EndUser;
use kabinet_domain::Language;
use kabinet_proto::{
    profile::v1::{
        GetPreferencesRequest, GetPreferencesResponse, MessageLanguage as LanguageMessage,
        Preferences as PreferencesMessage, UpdatePreferencesRequest, UpdatePreferencesResponse,
        preference_service_server::PreferenceService,
    },
    timestamp,
};
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};
use uuid::Uuid;

use super::{Rpc, caller_name, status, update_mask, violations::Violations};
use crate::{
    app::{get_preferences, update_preferences},
    domain::{etag, preferences::Preferences},
};

/// What the mask may name.
const MASK: [(&str, ()); 1] = [("language", ())];

#[tonic::async_trait]
impl PreferenceService for Rpc {
    async fn get_preferences(
        &self,
        request: Request<GetPreferencesRequest>,
    ) -> Result<Response<GetPreferencesResponse>, Status> {
        let input = get_preferences::Input {
            account_id: EndUser::of(&request).account_id,
        };
        let found = get_preferences::run(&self.app, input)
            .await
            .map_err(status::get_preferences)?;
        Ok(Response::new(GetPreferencesResponse {
            preferences: Some(preferences(&found)),
        }))
    }

    async fn update_preferences(
        &self,
        request: Request<UpdatePreferencesRequest>,
    ) -> Result<Response<UpdatePreferencesResponse>, Status> {
        let account_id = EndUser::of(&request).account_id;
        let caller = caller_name(&request);
        let message = request.into_inner();
        let request_id = request_id(&message)?;
        let subject = account_id.to_string();
        let recognised =
            self.fingerprints
                .of("UpdatePreferences", &caller, &subject, request_id, &message);
        let stored = message.preferences.unwrap_or_default();
        let input = update_preferences::Input {
            request: recognised,
            account_id,
            language: language(stored.language()),
            etag: stored.etag,
        };
        let made = update_preferences::run(&self.app, input)
            .await
            .map_err(status::update_preferences)?;
        Ok(Response::new(UpdatePreferencesResponse {
            preferences: Some(preferences(&made)),
        }))
    }
}

fn request_id(message: &UpdatePreferencesRequest) -> Result<Uuid, Refusal> {
    update_mask::read(message.update_mask.as_ref(), &MASK)?;
    let mut violations = Violations::default();
    let request_id = violations.read("request_id", message.request_id.parse());
    request_id.ok_or_else(|| violations.refusal())
}

fn language(message: LanguageMessage) -> Option<Language> {
    match message {
        LanguageMessage::Unspecified => None,
        LanguageMessage::Ru => Some(Language::Ru),
        LanguageMessage::En => Some(Language::En),
        LanguageMessage::Pl => Some(Language::Pl),
    }
}

fn preferences(preferences: &Preferences) -> PreferencesMessage {
    let language = match preferences.language {
        None => LanguageMessage::Unspecified,
        Some(Language::Ru) => LanguageMessage::Ru,
        Some(Language::En) => LanguageMessage::En,
        Some(Language::Pl) => LanguageMessage::Pl,
    };
    PreferencesMessage {
        language: language.into(),
        update_time: preferences.update_time.map(timestamp::write),
        etag: etag::of(preferences.version),
    }
}
