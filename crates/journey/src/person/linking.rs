//! Adding services, and what becomes of the links.

use kabinet_proto::{
    subscriptions::v1::{
        Link, ListLinksRequest, ListServiceKindsRequest, ListServiceKindsResponse,
        RenameLinkRequest, ResendChallengeRequest, StartLinkRequest, SubmitProofRequest,
        SwitchChallengeRequest, UnlinkRequest,
    },
    types::v1::Channel,
};

use super::{Person, Wanted, requests::same_or_new};
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Looks what can be added in a region, and how.
    pub async fn sees_service_kinds(
        &self,
        suite: &impl Kabinet,
        region_code: &str,
    ) -> Answer<ListServiceKindsResponse> {
        let request = ListServiceKindsRequest {
            region_code: region_code.to_owned(),
            language: self.device.language.clone(),
        };
        let mut catalog = suite.gateway().catalog();
        Ok(catalog.list_service_kinds(request).await?.into_inner())
    }

    /// Asks for a service; another service or channel is another request.
    pub async fn starts_link(
        &mut self,
        suite: &impl Kabinet,
        wanted: &Wanted,
        channel: Channel,
    ) -> Answer<Link> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.start_link,
            |asked| wanted.is_of(asked) && asked.channel() == channel,
            || StartLinkRequest {
                request_id,
                region_code: wanted.region_code.clone(),
                kind: wanted.kind.into(),
                identifier_type: wanted.identifier_type.into(),
                identifier: wanted.identifier.clone(),
                channel: channel.into(),
                label: self.label.clone(),
                client: Some(client),
            },
        );
        let answer = self.gateway(suite).links().start_link(request).await?;
        let link = promised(answer.into_inner().link, "link")?;
        self.link_id.clone_from(&link.link_id);
        Ok(link)
    }

    /// Types the code of the newest link; another code or link is another request.
    pub async fn submits_proof(&mut self, suite: &impl Kabinet) -> Answer<Link> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.submit_proof,
            |typed| typed.code == self.code && typed.link_id == self.link_id,
            || SubmitProofRequest {
                request_id,
                link_id: self.link_id.clone(),
                code: self.code.clone(),
                client: Some(client),
            },
        );
        let answer = self.gateway(suite).links().submit_proof(request).await?;
        promised(answer.into_inner().link, "link")
    }

    /// Wants the code of the newest link over another channel; another channel is another request.
    pub async fn switches_challenge(
        &mut self,
        suite: &impl Kabinet,
        channel: Channel,
    ) -> Answer<Link> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.switch_challenge,
            |asked| asked.channel() == channel && asked.link_id == self.link_id,
            || SwitchChallengeRequest {
                request_id,
                link_id: self.link_id.clone(),
                channel: channel.into(),
                client: Some(client),
            },
        );
        let mut links = self.gateway(suite).links();
        let answer = links.switch_challenge(request).await?;
        promised(answer.into_inner().link, "link")
    }

    /// Wants the code of the newest link once more: a new request each time.
    pub async fn wants_code_again(&self, suite: &impl Kabinet) -> Answer<Link> {
        let request = ResendChallengeRequest {
            request_id: self.new_request_id(),
            link_id: self.link_id.clone(),
            client: Some(self.client()),
        };
        let mut links = self.gateway(suite).links();
        let answer = links.resend_challenge(request).await?;
        promised(answer.into_inner().link, "link")
    }

    /// Looks at the links.
    pub async fn sees_links(&self, suite: &impl Kabinet) -> Answer<Vec<Link>> {
        let request = ListLinksRequest::default();
        let mut links = self.gateway(suite).links();
        Ok(links.list_links(request).await?.into_inner().links)
    }

    /// Gives a service a name of their own.
    pub async fn renames(&self, suite: &impl Kabinet, link: &Link, label: &str) -> Answer<Link> {
        let request = RenameLinkRequest {
            request_id: self.new_request_id(),
            link_id: link.link_id.clone(),
            label: label.to_owned(),
            etag: link.etag.clone(),
        };
        let answer = self.gateway(suite).links().rename_link(request).await?;
        promised(answer.into_inner().link, "link")
    }

    /// Removes a service.
    pub async fn unlinks(&self, suite: &impl Kabinet, link_id: &str) -> Answer<Link> {
        let request = UnlinkRequest {
            request_id: self.new_request_id(),
            link_id: link_id.to_owned(),
            client: Some(self.client()),
        };
        let answer = self.gateway(suite).links().unlink(request).await?;
        promised(answer.into_inner().link, "link")
    }
}
