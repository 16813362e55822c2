//! What a person does with their password and their session.

use kabinet_proto::{errors::v1::Reason, types::v1::Channel};
use kabinet_status::read;
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{outcome, person::Person, suite::Suite};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.account) AS accounts,
           (SELECT count(*) FROM identity.session WHERE end_reason = 'TOKEN_REUSED') AS reused";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CredentialStep {
    Login,
    Refresh,
    ChangePassword,
}

/// A person at the step.
pub(super) struct Credentials {
    step: CredentialStep,
    person: Person,
    refresh_token: String,
    /// What the change of the password gave out; a repeat with the token of before it cannot be answered.
    is_changed: bool,
}

impl Credentials {
    pub(super) fn at(step: CredentialStep) -> Self {
        Self {
            step,
            person: Person::invent(),
            refresh_token: String::new(),
            is_changed: false,
        }
    }

    /// Changes the password; whoever lost the answer logs in with the new one, as the contract says.
    async fn changes_password(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        if self.is_changed {
            return Ok(Vec::new());
        }
        let person = &mut self.person;
        match person.changes_password(suite, NEW_PASSWORD).await {
            Ok(_) => {}
            Err(refused) if read::reason(&refused) == Some(Reason::TokenInvalid) => {
                NEW_PASSWORD.clone_into(&mut person.password);
                let login = person.login.clone();
                person.logs_in(suite, &login).await?;
            }
            Err(refused) => return Err(refused),
        }
        self.is_changed = true;
        Ok(Vec::new())
    }
}

impl Scene for Credentials {
    async fn begins(&mut self, suite: &Suite) {
        self.person.registers(suite, Channel::Sms).await;
        self.refresh_token
            .clone_from(&self.person.grant.refresh_token);
        if self.step == CredentialStep::Login {
            // So that there is something to tell, exactly once.
            self.person.takes_another_device();
        }
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &mut self.person;
        Ok(match self.step {
            CredentialStep::Login => {
                let login = person.login.clone();
                person.logs_in(suite, &login).await?.encode_to_vec()
            }
            // The access token is a new one each time; what goes on is the session.
            CredentialStep::Refresh => {
                let answer = person.refreshes(suite, &self.refresh_token).await?;
                answer.grant.unwrap().refresh_token.encode_to_vec()
            }
            CredentialStep::ChangePassword => self.changes_password(suite).await?,
        })
    }

    async fn ends(&mut self, suite: &Suite) {
        suite.wait_until_quiet().await;
        if self.step == CredentialStep::Refresh {
            let successor = self.person.grant.refresh_token.clone();
            self.person.refreshes(suite, &successor).await.unwrap();
        }
        let told = self.person.sees_inbox(suite).await.len();
        let expected = usize::from(self.step != CredentialStep::Refresh);
        assert_eq!(told, expected, "the person is told once, or nothing");
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
    }

    async fn stands_after(count: usize, suite: &Suite) {
        outcome::each_counts(COUNTS, &[("accounts", count), ("reused", 0)], suite).await;
    }
}
