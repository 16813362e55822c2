//! Getting back in: three calls.

use kabinet_proto::{errors::v1::Reason, types::v1::Channel};
use prost::Message as _;
use tonic::Status;

use super::super::flow::Flow;
use crate::{outcome, person::Person, suite::Suite};

const NEW: &str = "Anderer-Haferbrei-im-Kieselweg!";

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.recovery WHERE state = 'COMPLETED') AS completed,
           (SELECT count(*) FROM identity.session WHERE end_reason = 'PASSWORD_RESET') AS ended,
           (SELECT count(*) FROM identity.security_event WHERE kind = 'PASSWORD_RESET') AS events,
           (SELECT count(*) FROM profile.notice WHERE subject = 'PASSWORD_RESET') AS notices";

pub(in super::super) struct Recovering {
    person: Person,
}

impl Flow for Recovering {
    const NAME: &'static str = "recovering";
    const CALLS: &'static [&'static str] =
        &["StartRecovery", "VerifyRecoveryCode", "CompleteRecovery"];

    const SETBACKS: &'static [Reason] = &[Reason::CodeExpired];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        Self { person }
    }

    async fn calls(&mut self, call: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &mut self.person;
        let login = person.login.clone();
        Ok(match call {
            0 => {
                let answer = person.forgets_password(suite, &login, Channel::Sms).await?;
                answer.encode_to_vec()
            }
            1 => person.verifies_recovery_code(suite).await?.encode_to_vec(),
            _ => person.sets_new_password(suite, NEW).await?.encode_to_vec(),
        })
    }

    async fn prepares_after(&mut self, call: usize, suite: &Suite) {
        if call == 0 {
            self.person.reads_code(suite, Channel::Sms).await;
        }
    }

    /// The code is gone: the person begins anew.
    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        self.person.asks_anew();
        0
    }

    async fn ends(&mut self, suite: &Suite) {
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
    }

    async fn stands_after(count: usize, _: usize, suite: &Suite) {
        let each_once = ["completed", "ended", "events", "notices"];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
