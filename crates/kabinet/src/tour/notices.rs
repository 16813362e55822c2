//! What the person is told, in the language that they prefer.

use anyhow::ensure;
use kabinet_proto::{profile::v1::MessageLanguage, types::v1::Channel};

use super::{Tour, journal::show};

/// Messages about services: two were added, one was removed.
const ABOUT_SERVICES: usize = 3;

impl Tour {
    /// Reads what came to the confirmed contact, and what comes in another language.
    pub(super) async fn reads_notices(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        for _ in 0..ABOUT_SERVICES {
            show(person.reads_message(suite, Channel::Sms)).await?;
        }
        let what = "Preferences: nothing is stored yet";
        let seen = journal.step(what, person.sees_preferences(suite)).await?;
        let what = "Messages in Polish from now on";
        let preferred = person.prefers(suite, &seen, MessageLanguage::Pl);
        journal.step(what, preferred).await?;
        let what = "The profile, with its version";
        let seen = journal.step(what, person.sees_profile(suite)).await?;
        let what = "Another surname; the person is told";
        let changed = person.changes_family_name(suite, &seen, "Сосновская");
        journal.step(what, changed).await?;
        show(person.reads_message(suite, Channel::Sms)).await?;
        let what = "The inbox holds all of it";
        let items = journal.step(what, person.sees_inbox(suite)).await?;
        ensure!(
            items.len() == ABOUT_SERVICES + 1,
            "not every notice is in the inbox"
        );
        Ok(())
    }
}
