//! What the person is told, in the language that they prefer.

use anyhow::{Context as _, ensure};
use kabinet_proto::{
    profile::v1::{
        GetPreferencesRequest, GetProfileRequest, ListInboxRequest, MessageLanguage, Preferences,
        ProfileChange, UpdatePreferencesRequest, UpdateProfileRequest,
    },
    sinks::v1::Message,
};

use super::{Journal, Person, message, person::client};
use crate::client::Suite;

const PROFILE: &str = "kabinet.profile.v1.ProfileService";
const PREFERENCES: &str = "kabinet.profile.v1.PreferenceService";

/// Messages about services: two were added, one was removed.
const ABOUT_SERVICES: usize = 3;

/// Reads what came to the confirmed contact, and what comes in another language.
pub(super) async fn walk(
    suite: &Suite,
    person: &Person,
    earlier: &Message,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let mut newest = earlier.clone();
    for _ in 0..ABOUT_SERVICES {
        newest = message::next(suite, &newest).await?;
    }
    prefer_polish(suite, person, journal).await?;
    correct_profile(suite, person, journal).await?;
    message::next(suite, &newest).await?;
    let listed = journal.call(
        "The inbox holds all of it",
        "kabinet.profile.v1.NotificationService/ListInbox",
        suite
            .notices()
            .list_inbox(ListInboxRequest::default())
            .await,
    )?;
    ensure!(
        listed.items.len() == ABOUT_SERVICES + 1,
        "not every notice is in the inbox"
    );
    Ok(())
}

async fn prefer_polish(
    suite: &Suite,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let got = journal.call(
        "Preferences: nothing is stored yet",
        &format!("{PREFERENCES}/GetPreferences"),
        suite
            .preferences()
            .get_preferences(GetPreferencesRequest {})
            .await,
    )?;
    let request = UpdatePreferencesRequest {
        request_id: person.request_id(),
        preferences: Some(Preferences {
            language: MessageLanguage::Pl.into(),
            update_time: None,
            etag: got.preferences.context("no preferences")?.etag,
        }),
        update_mask: Some(mask("language")),
    };
    journal.call(
        "Messages in Polish from now on",
        &format!("{PREFERENCES}/UpdatePreferences"),
        suite.preferences().update_preferences(request).await,
    )?;
    Ok(())
}

async fn correct_profile(
    suite: &Suite,
    person: &Person,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let got = journal.call(
        "The profile, with its version",
        &format!("{PROFILE}/GetProfile"),
        suite.profile().get_profile(GetProfileRequest {}).await,
    )?;
    let request = UpdateProfileRequest {
        request_id: person.request_id(),
        profile: Some(ProfileChange {
            family_name: "Сосновская".to_owned(),
            ..ProfileChange::default()
        }),
        update_mask: Some(mask("family_name")),
        etag: got.profile.context("no profile")?.etag,
        client: Some(client()),
    };
    journal.call(
        "Another surname; the person is told",
        &format!("{PROFILE}/UpdateProfile"),
        suite.profile().update_profile(request).await,
    )?;
    Ok(())
}

fn mask(path: &str) -> prost_types::FieldMask {
    prost_types::FieldMask {
        paths: vec![path.to_owned()],
    }
}
