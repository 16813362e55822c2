//! Changing the password: one call that voids the token it is made with.

use kabinet_proto::{errors::v1::Reason, types::v1::Channel};
use prost::Message as _;
use tonic::Status;

use super::super::flow::Flow;
use crate::{outcome, person::Person, suite::Suite};

const NEW: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.security_event WHERE kind = 'PASSWORD_CHANGED') AS events,
           (SELECT count(*) FROM profile.notice WHERE subject = 'PASSWORD_CHANGED') AS notices";

pub(in super::super) struct ChangingPassword {
    person: Person,
}

impl Flow for ChangingPassword {
    const NAME: &'static str = "changing password";
    const CALLS: &'static [&'static str] = &["ChangePassword"];

    const SETBACKS: &'static [Reason] = &[Reason::TokenInvalid];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        Self { person }
    }

    async fn calls(&mut self, _: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let answer = self.person.changes_password(suite, NEW).await?;
        Ok(answer.grant.unwrap().refresh_token.encode_to_vec())
    }

    /// Whoever lost the answer logs in with the new password, as the contract says.
    async fn goes_back(&mut self, _: usize, suite: &Suite) -> usize {
        NEW.clone_into(&mut self.person.password);
        let login = self.person.login.clone();
        self.person.logs_in(suite, &login).await.unwrap();
        Self::CALLS.len()
    }

    async fn ends(&mut self, suite: &Suite) {
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
    }

    async fn stands_after(count: usize, _: usize, suite: &Suite) {
        outcome::each_counts(COUNTS, &[("events", count), ("notices", count)], suite).await;
    }
}
