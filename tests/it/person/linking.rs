//! Adding services.

use kabinet_proto::{
    subscriptions::v1::{
        Link, ResendChallengeRequest, StartLinkRequest, SubmitProofRequest, SwitchChallengeRequest,
        UnlinkRequest,
    },
    types::v1::Channel,
};
use prost::Message as _;
use tonic::Status;

use super::{Person, Wanted};
use crate::{billing::Contract, suite::Suite};

/// One call of adding a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LinkStep {
    Start,
    Prove,
}

impl Person {
    /// Asks for a service; another service or channel is another request.
    pub(crate) async fn starts_link(
        &mut self,
        suite: &Suite,
        wanted: &Wanted,
        channel: Channel,
    ) -> Result<Link, Status> {
        let asked = self.requests.start_link.as_ref();
        if asked.is_none_or(|asked| !wanted.is_of(asked) || asked.channel() != channel) {
            self.requests.start_link = Some(StartLinkRequest {
                request_id: Self::new_request_id(),
                region_code: wanted.region_code.clone(),
                kind: wanted.kind.into(),
                identifier_type: wanted.identifier_type.into(),
                identifier: wanted.identifier.clone(),
                channel: channel.into(),
                label: self.label.clone(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.start_link.clone();
        let request = request.expect("it has just been made");
        let answer = self.gateway(suite).links().start_link(request).await?;
        let link = answer.into_inner().link.unwrap();
        self.link_id.clone_from(&link.link_id);
        Ok(link)
    }

    /// Types the code of the newest link; another code or link is another request.
    pub(crate) async fn submits_proof(&mut self, suite: &Suite) -> Result<Link, Status> {
        let typed = self.requests.submit_proof.as_ref();
        if typed.is_none_or(|typed| typed.code != self.code || typed.link_id != self.link_id) {
            self.requests.submit_proof = Some(SubmitProofRequest {
                request_id: Self::new_request_id(),
                link_id: self.link_id.clone(),
                code: self.code.clone(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.submit_proof.clone();
        let request = request.expect("it has just been made");
        let answer = self.gateway(suite).links().submit_proof(request).await?;
        Ok(answer.into_inner().link.unwrap())
    }

    /// Wants the code of the newest link over another channel; another channel is another request.
    pub(crate) async fn switches_challenge(
        &mut self,
        suite: &Suite,
        channel: Channel,
    ) -> Result<Link, Status> {
        let asked = self.requests.switch_challenge.as_ref();
        let same = |asked: &SwitchChallengeRequest| {
            asked.channel() == channel && asked.link_id == self.link_id
        };
        if !asked.is_some_and(same) {
            self.requests.switch_challenge = Some(SwitchChallengeRequest {
                request_id: Self::new_request_id(),
                link_id: self.link_id.clone(),
                channel: channel.into(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.switch_challenge.clone();
        let request = request.expect("it has just been made");
        let answer = self
            .gateway(suite)
            .links()
            .switch_challenge(request)
            .await?;
        Ok(answer.into_inner().link.unwrap())
    }

    /// Wants the code of the newest link once more: a new request each time.
    pub(crate) async fn wants_code_again(&self, suite: &Suite) -> Result<Link, Status> {
        let request = ResendChallengeRequest {
            request_id: Self::new_request_id(),
            link_id: self.link_id.clone(),
            client: Some(self.client()),
        };
        let answer = self
            .gateway(suite)
            .links()
            .resend_challenge(request)
            .await?;
        Ok(answer.into_inner().link.unwrap())
    }

    /// Adds the contract with a code over the channel.
    pub(crate) async fn adds(
        &mut self,
        suite: &Suite,
        contract: &Contract,
        channel: Channel,
    ) -> Link {
        let address = contract.code_address(channel);
        self.has_read_everything_at(suite, address);
        let started = self.starts_link(suite, &contract.wanted(), channel).await;
        started.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        self.reads_code_at(suite, address).await;
        let proven = self.submits_proof(suite).await;
        proven.unwrap_or_else(|status| suite.explain(&format!("{status:?}")))
    }

    /// Adds a mobile service with a code to its number.
    pub(crate) async fn adds_mobile(&mut self, suite: &Suite, contract: &Contract) -> Link {
        self.adds(suite, contract, Channel::Sms).await
    }

    /// Adds broadband with a code to the contract's e-mail address.
    pub(crate) async fn adds_broadband(&mut self, suite: &Suite, contract: &Contract) -> Link {
        self.adds(suite, contract, Channel::Email).await
    }

    /// Removes a service.
    pub(crate) async fn unlinks(&self, suite: &Suite, link_id: &str) -> Result<Link, Status> {
        let request = UnlinkRequest {
            request_id: Self::new_request_id(),
            link_id: link_id.to_owned(),
            client: Some(self.client()),
        };
        let answer = self.gateway(suite).links().unlink(request).await?;
        Ok(answer.into_inner().link.unwrap())
    }

    /// Takes a step of adding a mobile service, or repeats it; returns the encoded answer.
    pub(crate) async fn takes_link_step(
        &mut self,
        step: LinkStep,
        contract: &Contract,
        suite: &Suite,
    ) -> Result<Vec<u8>, Status> {
        let link = match step {
            LinkStep::Start => {
                let wanted = contract.wanted();
                self.starts_link(suite, &wanted, Channel::Sms).await?
            }
            LinkStep::Prove => self.submits_proof(suite).await?,
        };
        Ok(link.encode_to_vec())
    }
}
