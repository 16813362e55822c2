//! Renewing a session: one call.

use kabinet_proto::types::v1::Channel;
use prost::Message as _;
use tonic::Status;

use super::super::flow::Flow;
use crate::{outcome, person::Person, suite::Suite};

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM identity.session WHERE end_time IS NULL) AS sessions,
           (SELECT count(*) FROM identity.session WHERE end_time IS NOT NULL) AS ended";

pub(in super::super) struct Refreshing {
    person: Person,
    refresh_token: String,
}

impl Flow for Refreshing {
    const NAME: &'static str = "renewing a session";
    const CALLS: &'static [&'static str] = &["RefreshSession"];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        let refresh_token = person.grant.refresh_token.clone();
        Self {
            person,
            refresh_token,
        }
    }

    async fn calls(&mut self, _: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let answer = self.person.refreshes(suite, &self.refresh_token).await?;
        // The access token is a new one each time; what goes on is the session.
        Ok(answer.grant.unwrap().refresh_token.encode_to_vec())
    }

    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        unreachable!("no reason is a setback")
    }

    async fn ends(&mut self, suite: &Suite) {
        let successor = self.person.grant.refresh_token.clone();
        self.person.refreshes(suite, &successor).await.unwrap();
    }

    async fn stands_after(count: usize, others: usize, suite: &Suite) {
        outcome::each_counts(COUNTS, &[("sessions", count + others), ("ended", 0)], suite).await;
    }
}
