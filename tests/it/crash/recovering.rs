//! A step of getting back in.

use kabinet_proto::types::v1::{Channel, notice::Subject};
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{outcome, person::Person, suite::Suite};

const NEW_PASSWORD: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.recovery) AS recoveries,
           (SELECT count(*) FROM identity.recovery WHERE state = 'COMPLETED') AS completed,
           (SELECT count(*) FROM identity.session WHERE end_reason = 'PASSWORD_RESET') AS ended,
           (SELECT count(*) FROM identity.security_event WHERE kind = 'PASSWORD_RESET') AS events,
           (SELECT count(*) FROM profile.notice WHERE subject = 'PASSWORD_RESET') AS notices";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RecoveryStep {
    Start,
    Verify,
    Match,
    Complete,
}

/// A person at the step.
pub(super) struct Recovering {
    step: RecoveryStep,
    person: Person,
}

impl Recovering {
    pub(super) fn at(step: RecoveryStep) -> Self {
        Self {
            step,
            person: Person::invent(),
        }
    }

    async fn takes(&mut self, step: RecoveryStep, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &mut self.person;
        let login = person.login.clone();
        Ok(match step {
            RecoveryStep::Start => person
                .forgets_password(suite, &login, Channel::Sms)
                .await?
                .encode_to_vec(),
            RecoveryStep::Verify => person.verifies_recovery_code(suite).await?.encode_to_vec(),
            RecoveryStep::Match => person.matches_personal_data(suite).await?.encode_to_vec(),
            RecoveryStep::Complete => person
                .sets_new_password(suite, NEW_PASSWORD)
                .await?
                .encode_to_vec(),
        })
    }

    /// Takes every step from one on, until another comes.
    async fn goes_on(&mut self, from: RecoveryStep, until: Option<RecoveryStep>, suite: &Suite) {
        use RecoveryStep::{Complete, Match, Start, Verify};
        let steps = [Start, Verify, Match, Complete].into_iter();
        let steps = steps.skip_while(|step| *step != from);
        for step in steps.take_while(|step| Some(*step) != until) {
            self.takes(step, suite).await.unwrap();
            if step == Start {
                self.person.reads_code(suite, Channel::Sms).await;
            }
        }
    }
}

impl Scene for Recovering {
    const SETTINGS: &'static [(&'static str, &'static str)] =
        &[("IDENTITY_RECOVERY_REQUIRES_PERSONAL_DATA", "on")];

    async fn begins(&mut self, suite: &Suite) {
        self.person.registers(suite, Channel::Sms).await;
        self.goes_on(RecoveryStep::Start, Some(self.step), suite)
            .await;
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.takes(self.step, suite).await
    }

    async fn ends(&mut self, suite: &Suite) {
        match self.step {
            RecoveryStep::Start => {
                self.person.reads_code(suite, Channel::Sms).await;
                self.goes_on(RecoveryStep::Verify, None, suite).await;
            }
            RecoveryStep::Verify => self.goes_on(RecoveryStep::Match, None, suite).await,
            RecoveryStep::Match => self.goes_on(RecoveryStep::Complete, None, suite).await,
            RecoveryStep::Complete => {}
        }
        suite.wait_until_quiet().await;
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
        let news = self.person.sees_news(suite).await;
        let resets = news
            .iter()
            .filter(|subject| matches!(subject, Subject::PasswordReset(_)));
        assert_eq!(resets.count(), 1, "{news:?}");
    }

    async fn stands_after(count: usize, suite: &Suite) {
        let each_once = ["recoveries", "completed", "ended", "events", "notices"];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
