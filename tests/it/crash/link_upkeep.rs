//! What a person does with a link beside proving it: another code, another channel, its end.

use kabinet_env::Env;
use kabinet_proto::{
    subscriptions::v1::{
        CancelLinkRequest, Link, LinkState, ResendChallengeRequest, SwitchChallengeRequest,
        UnlinkRequest,
    },
    types::v1::Channel,
};
use prost::Message as _;
use tonic::Status;

use super::scene::Scene;
use crate::{
    billing::{Billing, Contract},
    outcome,
    person::Person,
    suite::Suite,
};

const COUNTS: &str = "
    SELECT (SELECT count(*) FROM subscriptions.link) AS links,
           (SELECT count(*) FROM subscriptions.link WHERE state = 'PENDING_PROOF') AS pending";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UpkeepStep {
    Resend,
    Switch,
    Cancel,
    Unlink,
}

/// A person with a link, and the one request that they repeat.
pub(super) struct LinkUpkeep {
    step: UpkeepStep,
    person: Person,
    contract: Contract,
    request_id: String,
}

impl LinkUpkeep {
    pub(super) fn at(step: UpkeepStep) -> Self {
        Self {
            step,
            person: Person::invent(),
            contract: Contract::broadband(),
            request_id: Env::system().uuid_v4().to_string(),
        }
    }

    /// Returns the state in which the link ends.
    fn end(&self) -> LinkState {
        match self.step {
            UpkeepStep::Resend | UpkeepStep::Switch => LinkState::Active,
            UpkeepStep::Cancel => LinkState::Cancelled,
            UpkeepStep::Unlink => LinkState::Revoked,
        }
    }

    /// Reads the code that came last and proves with it.
    async fn proves(&mut self, channel: Channel, suite: &Suite) {
        let address = self.contract.contact(channel).to_owned();
        self.person.reads_code_at(suite, &address).await;
        self.person.submits_proof(suite).await.unwrap();
    }
}

impl Scene for LinkUpkeep {
    const SETTINGS: &'static [(&'static str, &'static str)] =
        &[("VERIFICATION_OWNERSHIP_COOLDOWN_SECONDS", "0")];

    async fn begins(&mut self, suite: &Suite) {
        self.person.registers(suite, Channel::Sms).await;
        Billing::of("north", suite).tells(&[&self.contract]).await;
        let wanted = self.contract.wanted();
        let started = self
            .person
            .starts_link(suite, &wanted, Channel::Email)
            .await;
        started.unwrap();
        match self.step {
            UpkeepStep::Unlink => self.proves(Channel::Email, suite).await,
            UpkeepStep::Resend | UpkeepStep::Switch | UpkeepStep::Cancel => {
                let address = self.contract.contact(Channel::Email).to_owned();
                self.person.reads_code_at(suite, &address).await;
            }
        }
    }

    async fn calls(&mut self, suite: &Suite) -> Result<Vec<u8>, Status> {
        let person = &self.person;
        let (request_id, link_id) = (self.request_id.clone(), person.link_id.clone());
        let client = Some(person.client());
        let mut links = person.gateway(suite).links();
        Ok(match self.step {
            UpkeepStep::Resend => {
                let request = ResendChallengeRequest {
                    request_id,
                    link_id,
                    client,
                };
                let answer = links.resend_challenge(request).await?;
                answer.into_inner().encode_to_vec()
            }
            UpkeepStep::Switch => {
                let request = SwitchChallengeRequest {
                    request_id,
                    link_id,
                    channel: Channel::Sms.into(),
                    client,
                };
                let answer = links.switch_challenge(request).await?;
                answer.into_inner().encode_to_vec()
            }
            UpkeepStep::Cancel => {
                let request = CancelLinkRequest {
                    request_id,
                    link_id,
                };
                links
                    .cancel_link(request)
                    .await?
                    .into_inner()
                    .encode_to_vec()
            }
            UpkeepStep::Unlink => {
                let request = UnlinkRequest {
                    request_id,
                    link_id,
                    client,
                };
                links.unlink(request).await?.into_inner().encode_to_vec()
            }
        })
    }

    async fn ends(&mut self, suite: &Suite) {
        match self.step {
            UpkeepStep::Resend => self.proves(Channel::Email, suite).await,
            UpkeepStep::Switch => self.proves(Channel::Sms, suite).await,
            UpkeepStep::Cancel | UpkeepStep::Unlink => {}
        }
        suite.wait_until_quiet().await;
        let links = self.person.sees_links(suite).await;
        let states: Vec<_> = links.iter().map(Link::state).collect();
        assert_eq!(states, [self.end()]);
        let seen = self.person.sees_services(suite).await.len();
        assert_eq!(seen, usize::from(self.end() == LinkState::Active));
    }

    async fn stands_after(count: usize, suite: &Suite) {
        outcome::each_counts(COUNTS, &[("links", count), ("pending", 0)], suite).await;
    }
}
