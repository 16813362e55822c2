//! Registering: five calls.

use kabinet_proto::errors::v1::Reason;
use tonic::Status;

use super::super::flow::Flow;
use crate::{
    outcome,
    person::{Person, Step},
    suite::Suite,
};

pub(in super::super) struct Registering {
    person: Person,
}

impl Flow for Registering {
    const NAME: &'static str = "registering";
    const CALLS: &'static [&'static str] = &[
        "StartRegistration",
        "SubmitPersonalData",
        "SubmitContacts",
        "SendConfirmation",
        "ConfirmRegistration",
    ];

    const SETBACKS: &'static [Reason] = &[Reason::VerificationNotFound];

    async fn begins(suite: &Suite) -> Self {
        let mut person = Person::invent();
        suite.expects(person.reads_terms(suite).await);
        Self { person }
    }

    async fn calls(&mut self, call: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.person.takes(Step::ALL[call], suite).await
    }

    async fn prepares_after(&mut self, call: usize, suite: &Suite) {
        self.person.prepares_after(Step::ALL[call], suite).await;
    }

    /// The code is gone: the person asks for another one.
    async fn goes_back(&mut self, _: usize, _: &Suite) -> usize {
        self.person.asks_anew();
        3
    }

    async fn ends(&mut self, suite: &Suite) {
        outcome::logs_in_as_themselves(&mut self.person, suite).await;
    }

    async fn stands_after(count: usize, others: usize, suite: &Suite) {
        outcome::one_of_everything(count + others, suite).await;
    }
}
