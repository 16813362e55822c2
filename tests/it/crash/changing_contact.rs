//! A step of changing the mobile number, or of taking the change back.

use kabinet_proto::types::v1::{Channel, ContactKind};
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{
    outcome,
    person::{Person, action_tokens_at, undoes_contact_change},
    suite::Suite,
};

const KIND: ContactKind = ContactKind::Mobile;

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM profile.contact_change) AS changes,
           (SELECT count(*) FROM profile.contact_change
            WHERE state IN ('CONFIRMED', 'UNDONE')) AS made,
           (SELECT count(*) FROM profile.consumed_proof) AS proofs,
           (SELECT count(*) FROM profile.notice WHERE subject = 'CONTACT_CHANGED') AS notices";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContactStep {
    Replace,
    AskForCode,
    Confirm,
    Undo,
}

/// A person at the step.
pub(super) struct ChangingContact {
    step: ContactStep,
    person: Person,
    new: String,
    token: String,
}

impl ChangingContact {
    pub(super) fn at(step: ContactStep) -> Self {
        Self {
            step,
            person: Person::invent(),
            // Of somebody who is never registered.
            new: Person::invent().mobile.clone(),
            token: String::new(),
        }
    }

    async fn takes(&mut self, step: ContactStep, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &mut self.person;
        Ok(match step {
            ContactStep::Replace => person
                .replaces_contact(suite, KIND, &self.new)
                .await?
                .encode_to_vec(),
            ContactStep::AskForCode => person
                .asks_to_confirm_contact(suite, KIND)
                .await?
                .encode_to_vec(),
            ContactStep::Confirm => person.confirms_contact(suite, KIND).await?.encode_to_vec(),
            ContactStep::Undo => {
                undoes_contact_change(suite, &self.token).await?;
                Vec::new()
            }
        })
    }

    /// Takes the steps of the change from one on, until another comes.
    async fn goes_on(&mut self, from: usize, until: ContactStep, suite: &Suite) {
        use ContactStep::{AskForCode, Confirm, Replace};
        let steps = [Replace, AskForCode, Confirm].into_iter().skip(from);
        for step in steps.take_while(|step| *step != until) {
            self.takes(step, suite).await.unwrap();
            if step == AskForCode {
                self.person.reads_code_at(suite, &self.new).await;
            }
        }
    }

    fn tokens(&self, suite: &Suite) -> Vec<String> {
        action_tokens_at(suite, &self.person.mobile)
    }
}

impl Scene for ChangingContact {
    async fn begins(&mut self, suite: &Suite) {
        self.person.registers(suite, Channel::Sms).await;
        self.goes_on(0, self.step, suite).await;
        if self.step == ContactStep::Undo {
            suite.wait_until_quiet().await;
            self.token = self.tokens(suite).swap_remove(0);
        }
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.takes(self.step, suite).await
    }

    async fn ends(&mut self, suite: &Suite) {
        if self.step == ContactStep::AskForCode {
            self.person.reads_code_at(suite, &self.new).await;
        }
        let next = self.step as usize + 1;
        self.goes_on(next, ContactStep::Undo, suite).await;
        suite.wait_until_quiet().await;
        let tokens = self.tokens(suite);
        assert!(!tokens.is_empty(), "the old contact is told");
        if self.step == ContactStep::Undo {
            let new = self.new.clone();
            assert!(self.person.logs_in(suite, &new).await.is_err());
            let password = "Anderer-Haferbrei-im-Kieselweg!";
            self.person.recovers(suite, Channel::Sms, password).await;
        } else {
            assert!(tokens.iter().all(|token| *token == tokens[0]));
            self.person.mobile.clone_from(&self.new);
        }
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
    }

    async fn stands_after(count: usize, suite: &Suite) {
        let each_once = ["changes", "made", "proofs", "notices"];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
