//! Adding a mobile number: two calls.

use kabinet_proto::{errors::v1::Reason, subscriptions::v1::LinkState, types::v1::Channel};
use tonic::Status;

use super::super::flow::Flow;
use crate::{
    billing::{Billing, Contract},
    outcome,
    person::{LinkStep, Person},
    suite::Suite,
};

const STEPS: [LinkStep; 2] = [LinkStep::Start, LinkStep::Prove];

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM subscriptions.link) AS links,
           (SELECT count(*) FROM subscriptions.link WHERE state = 'ACTIVE') AS active_links,
           (SELECT count(*) FROM subscriptions.contract_link) AS readers,
           (SELECT count(*) FROM subscriptions.consumed_proof) AS proofs,
           (SELECT count(*) FROM profile.notice WHERE subject = 'SERVICE_LINKED') AS notices";

pub(in super::super) struct Linking {
    person: Person,
    contract: Contract,
}

impl Flow for Linking {
    const NAME: &'static str = "adding a service";
    const CALLS: &'static [&'static str] = &["StartLink", "SubmitProof"];

    const SETBACKS: &'static [Reason] = &[Reason::CodeExpired];

    async fn begins(suite: &Suite) -> Self {
        let contract = Contract::mobile();
        let mut person = Person::invent();
        person.registers(suite, Channel::Sms).await;
        Billing::of("north", suite).tells(&[&contract]).await;
        Self { person, contract }
    }

    async fn calls(&mut self, call: usize, suite: &Suite) -> Result<Vec<u8>, Status> {
        let (person, contract) = (&mut self.person, &self.contract);
        person.takes_link_step(STEPS[call], contract, suite).await
    }

    async fn prepares_after(&mut self, call: usize, suite: &Suite) {
        if call == 0 {
            let number = self.contract.phone_number();
            self.person.reads_code_at(suite, number).await;
        }
    }

    /// The code is gone: the person wants another one for the same link.
    async fn goes_back(&mut self, call: usize, suite: &Suite) -> usize {
        self.person.wants_code_again(suite).await.unwrap();
        let number = self.contract.phone_number();
        self.person.reads_code_at(suite, number).await;
        call
    }

    async fn ends(&mut self, suite: &Suite) {
        let links = self.person.sees_links(suite).await;
        assert_eq!(links.len(), 1);
        assert_eq!(links[0].state(), LinkState::Active);
        assert_eq!(self.person.sees_services(suite).await.len(), 1);
    }

    async fn stands_after(count: usize, _: usize, suite: &Suite) {
        let each_once = ["links", "active_links", "readers", "proofs", "notices"];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
