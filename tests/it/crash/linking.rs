//! A step of adding a service.

use kabinet_proto::{
    subscriptions::v1::{Link, LinkState},
    types::v1::{Channel, notice::Subject},
};
use tonic::Status;

use super::scene::Scene;
use crate::{
    billing::{Billing, Contract},
    outcome,
    person::{LinkStep, Person},
    suite::Suite,
};

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM subscriptions.link) AS links,
           (SELECT count(*) FROM subscriptions.link WHERE state = 'ACTIVE') AS active_links,
           (SELECT count(*) FROM subscriptions.contract_link) AS readers,
           (SELECT count(*) FROM subscriptions.challenge) AS challenges,
           (SELECT count(*) FROM subscriptions.consumed_proof) AS proofs,
           (SELECT count(*) FROM profile.notice) AS notices";

/// A person at the step, and the contract that is theirs.
pub(super) struct Linking {
    step: LinkStep,
    person: Person,
    contract: Contract,
}

impl Linking {
    pub(super) fn at(step: LinkStep) -> Self {
        Self {
            step,
            person: Person::invent(),
            contract: Contract::mobile(),
        }
    }

    async fn takes(&mut self, step: LinkStep, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.person
            .takes_link_step(step, &self.contract, suite)
            .await
    }

    async fn reads_code(&mut self, suite: &Suite) {
        let number = self.contract.phone_number();
        self.person.reads_code_at(suite, number).await;
    }
}

impl Scene for Linking {
    async fn begins(&mut self, suite: &Suite) {
        self.person.registers(suite, Channel::Sms).await;
        Billing::of("north", suite).tells(&[&self.contract]).await;
        if self.step == LinkStep::Prove {
            self.takes(LinkStep::Start, suite).await.unwrap();
            self.reads_code(suite).await;
        }
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        self.takes(self.step, suite).await
    }

    async fn ends(&mut self, suite: &Suite) {
        if self.step == LinkStep::Start {
            self.reads_code(suite).await;
            self.takes(LinkStep::Prove, suite).await.unwrap();
        }
        suite.wait_until_quiet().await;
        outcome::codes_agree(suite, self.contract.phone_number());
        let person = &self.person;
        let links = person.sees_links(suite).await;
        let states: Vec<_> = links.iter().map(Link::state).collect();
        assert_eq!(states, [LinkState::Active]);
        let seen = person.sees_services(suite).await;
        assert_eq!(seen[0].link_id, links[0].link_id);
        let news = person.sees_news(suite).await;
        assert!(
            matches!(&news[..], [Subject::ServiceLinked(linked)] if linked.link_id == links[0].link_id),
            "{news:?}"
        );
        let told = person.notices_received(suite, Channel::Sms);
        assert!(
            !told.is_empty() && told.iter().all(|text| *text == told[0]),
            "{told:?}"
        );
    }

    async fn stands_after(count: usize, suite: &Suite) {
        let each_once = [
            "links",
            "active_links",
            "readers",
            "challenges",
            "proofs",
            "notices",
        ];
        outcome::each_counts(COUNTS, &each_once.map(|name| (name, count)), suite).await;
    }
}
