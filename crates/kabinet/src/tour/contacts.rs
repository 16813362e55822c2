//! A contact that is changed, and taken back from the message that told of it.

use std::time::Duration;

use anyhow::ensure;
use kabinet_env::Env;
use kabinet_journey::{Answer, Person, action_token_in, undoes_contact_change};
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::IntrospectResponse,
    profile::v1::UndoContactChangeResponse,
    types::v1::{Channel, ContactKind},
};
use kabinet_status::read;

use super::{Suite, Tour, journal::show, person::LANGUAGE};

const KIND: ContactKind = ContactKind::Mobile;
/// How often it is looked whether identity has heard of the change.
const PAUSE: Duration = Duration::from_millis(100);
const MAX_LOOKS: usize = 100;

impl Tour {
    /// Plays somebody with a stolen session, and the owner who notices.
    pub(super) async fn takes_back_what_a_thief_changes(&mut self) -> anyhow::Result<()> {
        let own = self.person.mobile.clone();
        self.person
            .has_read_everything_at(&self.suite, &own)
            .await?;
        self.changes_mobile().await?;
        let what =
            "It was somebody else: the owner takes the change back with the link of the message";
        let taken_back = takes_back(&mut self.person, &self.suite);
        self.journal.step(what, taken_back).await?;
        self.expects_no_access().await?;
        self.asks_for_login().await
    }

    async fn changes_mobile(&mut self) -> anyhow::Result<()> {
        let other_mobile = self.plans.other_mobile.clone();
        let (suite, journal, person) = self.parts();
        let what = "Another number; the old one stays until it is confirmed";
        let replaced = person.replaces_contact(suite, KIND, &other_mobile);
        journal.step(what, replaced).await?;
        let what = "A code to the new number";
        let asked = person.asks_to_confirm_contact(suite, KIND);
        journal.step(what, asked).await?;
        show(person.reads_code_at(suite, &other_mobile)).await?;
        let what = "It takes the old one's place, which is told";
        let confirmed = person.confirms_contact(suite, KIND);
        journal.step(what, confirmed).await?;
        let what = "The contacts: the new number recovers access in 72 hours only";
        let contacts = journal.step(what, person.sees_contacts(suite)).await?;
        ensure!(contacts.len() == 2, "not two contacts");
        Ok(())
    }

    async fn expects_no_access(&mut self) -> anyhow::Result<()> {
        let (password, env) = (self.plans.recovered_password.clone(), self.env.clone());
        let (suite, journal, person) = self.parts();
        let what = "The stolen session has ended";
        let introspected = journal.step(what, ends(person, suite, &env)).await?;
        ensure!(!introspected.active, "the stolen session is live");
        let what = "And the password is void until a recovery sets a new one";
        let login = person.tries_password(suite, &password);
        journal
            .refusal(what, Reason::PasswordResetRequired, login)
            .await
    }

    async fn asks_for_login(&mut self) -> anyhow::Result<()> {
        let (suite, journal, person) = self.parts();
        let what = "The login name is forgotten too: it is sent to the confirmed number";
        let asked = person.asks_for_login(suite, &person.mobile);
        journal.step(what, asked).await?;
        loop {
            let arrived = show(person.reads_message(suite, Channel::Sms)).await?;
            if arrived.text.contains(&person.login) {
                return Ok(());
            }
        }
    }
}

/// Follows the link of the message about the change; those of other messages are for something else.
async fn takes_back(person: &mut Person, suite: &Suite) -> Answer<UndoContactChangeResponse> {
    loop {
        let message = show(person.reads_message(suite, Channel::Sms)).await?;
        let Some(token) = action_token_in(&message.text) else {
            continue;
        };
        match undoes_contact_change(suite, &token, LANGUAGE).await {
            Err(status) if read::reason(&status) == Some(Reason::ActionTokenInvalid) => {}
            answer => return answer,
        }
    }
}

/// Looks until the newest session has ended, or often enough.
async fn ends(person: &Person, suite: &Suite, env: &Env) -> Answer<IntrospectResponse> {
    let mut looks = 1;
    loop {
        let seen = person
            .introspects(suite, &person.grant.access_token)
            .await?;
        if !seen.active || looks == MAX_LOOKS {
            return Ok(seen);
        }
        looks += 1;
        env.sleep(PAUSE).await;
    }
}
