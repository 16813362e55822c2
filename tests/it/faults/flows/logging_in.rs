//! Logging in: one call.

use kabinet_proto::types::v1::Channel;
use prost::Message as _;
use tonic::Status;

use super::super::flow::Flow;
use crate::{outcome, person::Person, suite::Suite};

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.session) AS sessions,
           (SELECT count(*) FROM profile.notice WHERE subject = 'NEW_LOGIN') AS notices";

pub(in super::super) struct LoggingIn {
    person: Person,
}

impl Flow for LoggingIn {
    const NAME: &'static str = "logging in";
    const CALLS: &'static [&'static str] = &["Login"];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        // So that there is something to tell, exactly once.
        person.takes_another_device();
        Self { person }
    }

    async fn calls(&mut self, _: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let login = self.person.login.clone();
        let answer = self.person.logs_in(suite, &login).await?;
        Ok(answer.encode_to_vec())
    }

    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        unreachable!("no reason is a setback")
    }

    async fn ends(&mut self, suite: &Suite) {
        let account = self.person.account_id();
        assert_eq!(self.person.sees_profile(suite).await.account_id, account);
    }

    async fn stands_after(count: usize, others: usize, suite: &Suite) {
        // The session of the registration, and that of the login.
        let expected = [("sessions", 2 * count + others), ("notices", count)];
        outcome::each_counts(COUNTS, &expected, suite).await;
    }
}
