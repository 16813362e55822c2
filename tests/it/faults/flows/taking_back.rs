//! Taking a changed contact back from the message that told of it: one call.

use kabinet_proto::types::v1::Channel;
use tonic::Status;

use super::super::flow::Flow;
use crate::{
    outcome,
    person::{Person, action_tokens_at, undoes_contact_change},
    suite::Suite,
};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM profile.contact_change WHERE state = 'UNDONE') AS undone,
           (SELECT count(*) FROM identity.security_event
            WHERE kind = 'CONTACT_CHANGE_UNDONE') AS events,
           (SELECT count(*) FROM profile.notice WHERE subject = 'ACCESS_ENDED') AS notices";

pub(in super::super) struct TakingBack {
    person: Person,
    token: String,
}

impl Flow for TakingBack {
    const NAME: &'static str = "taking back";
    const CALLS: &'static [&'static str] = &["UndoContactChange"];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        let thiefs = Person::invent().mobile.clone();
        person.changes_mobile(suite, &thiefs).await;
        suite.wait_until_quiet().await;
        let token = action_tokens_at(suite, &person.mobile).swap_remove(0);
        Self { person, token }
    }

    async fn calls(&mut self, _: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        undoes_contact_change(suite, &self.token).await?;
        Ok(Vec::new())
    }

    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        unreachable!("no reason is a setback")
    }

    async fn ends(&mut self, suite: &Suite) {
        suite.wait_until_quiet().await;
        let person = &mut self.person;
        person.recovers(suite, Channel::Sms, NEW_PASSWORD).await;
        outcome::logs_in_as_themselves(person, suite).await;
    }

    async fn stands_after(count: usize, _: usize, suite: &Suite) {
        let each_once = ["undone", "events", "notices"];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
