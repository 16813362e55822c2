//! `kabinet.subscriptions.v1.LinkService`.

use kabinet_access::EndUser;
use kabinet_env::id::AccountId;
use kabinet_proto::errors::v1::Reason;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::link_service_server::LinkService;
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::link_message::link;
use super::{Rpc, caller_name, status};
use crate::app::{
    cancel_link, get_link, list_links, rename_link, resend_challenge, start_link, submit_proof,
    switch_challenge, unlink,
};
use crate::domain::label::Label;
use crate::wire;

#[tonic::async_trait]
impl LinkService for Rpc {
    async fn start_link(
        &self,
        request: Request<pb::StartLinkRequest>,
    ) -> Result<Response<pb::StartLinkResponse>, Status> {
        let (caller, account_id, mut message) = open(request);
        let (request, client) = self.recognise(&caller, &account_id.to_string(), &mut message)?;
        let (kind, identifier_type) = (message.kind(), message.identifier_type());
        let channel = message.channel();
        let input = start_link::Input {
            account_id,
            kind: given("kind", wire::read_service_kind(kind))?,
            identifier_type: given(
                "identifier_type",
                wire::read_identifier_type(identifier_type),
            )?,
            channel: given("channel", wire::read_channel(channel))?,
            label: label(&message.label)?,
            region_code: message.region_code,
            identifier: message.identifier,
            client,
        };
        let view = start_link::run(&self.app, input, &request)
            .await
            .map_err(status::start_link)?;
        Ok(Response::new(pb::StartLinkResponse {
            link: Some(link(view)),
        }))
    }

    async fn submit_proof(
        &self,
        request: Request<pb::SubmitProofRequest>,
    ) -> Result<Response<pb::SubmitProofResponse>, Status> {
        let (caller, account_id, mut message) = open(request);
        let (request, client) = self.recognise(&caller, &account_id.to_string(), &mut message)?;
        let input = submit_proof::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
            code: message.code,
            client,
        };
        let view = submit_proof::run(&self.app, input, &request)
            .await
            .map_err(status::submit_proof)?;
        Ok(Response::new(pb::SubmitProofResponse {
            link: Some(link(view)),
        }))
    }

    async fn resend_challenge(
        &self,
        request: Request<pb::ResendChallengeRequest>,
    ) -> Result<Response<pb::ResendChallengeResponse>, Status> {
        let (caller, account_id, mut message) = open(request);
        let (request, client) = self.recognise(&caller, &account_id.to_string(), &mut message)?;
        let input = resend_challenge::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
            client,
        };
        let view = resend_challenge::run(&self.app, input, &request)
            .await
            .map_err(status::resend_challenge)?;
        Ok(Response::new(pb::ResendChallengeResponse {
            link: Some(link(view)),
        }))
    }

    async fn switch_challenge(
        &self,
        request: Request<pb::SwitchChallengeRequest>,
    ) -> Result<Response<pb::SwitchChallengeResponse>, Status> {
        let (caller, account_id, mut message) = open(request);
        let (request, client) = self.recognise(&caller, &account_id.to_string(), &mut message)?;
        let input = switch_challenge::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
            channel: given("channel", wire::read_channel(message.channel()))?,
            client,
        };
        let view = switch_challenge::run(&self.app, input, &request)
            .await
            .map_err(status::switch_challenge)?;
        Ok(Response::new(pb::SwitchChallengeResponse {
            link: Some(link(view)),
        }))
    }

    async fn cancel_link(
        &self,
        request: Request<pb::CancelLinkRequest>,
    ) -> Result<Response<pb::CancelLinkResponse>, Status> {
        let (_, account_id, message) = open(request);
        let input = cancel_link::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
        };
        let view = cancel_link::run(&self.app, input)
            .await
            .map_err(|error| status::cancel_link(&error))?;
        Ok(Response::new(pb::CancelLinkResponse {
            link: Some(link(view)),
        }))
    }

    async fn get_link(
        &self,
        request: Request<pb::GetLinkRequest>,
    ) -> Result<Response<pb::GetLinkResponse>, Status> {
        let (_, account_id, message) = open(request);
        let link_id = message.link_id.parse().ok();
        let view = get_link::run(&self.app, account_id, link_id)
            .await
            .map_err(|error| status::get_link(&error))?;
        Ok(Response::new(pb::GetLinkResponse {
            link: Some(link(view)),
        }))
    }

    async fn list_links(
        &self,
        request: Request<pb::ListLinksRequest>,
    ) -> Result<Response<pb::ListLinksResponse>, Status> {
        let (_, account_id, message) = open(request);
        let input = list_links::Input {
            account_id,
            page_size: usize::try_from(message.page_size).unwrap_or_default(),
            page_token: message.page_token,
        };
        let output = list_links::run(&self.app, &input)
            .await
            .map_err(|error| status::list_links(&error))?;
        Ok(Response::new(pb::ListLinksResponse {
            links: output.links.into_iter().map(link).collect(),
            next_page_token: output.next_page_token,
        }))
    }

    async fn rename_link(
        &self,
        request: Request<pb::RenameLinkRequest>,
    ) -> Result<Response<pb::RenameLinkResponse>, Status> {
        let (caller, account_id, mut message) = open(request);
        let (request, _) = self.recognise(&caller, &account_id.to_string(), &mut message)?;
        let input = rename_link::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
            label: label(&message.label)?,
            etag: message.etag,
        };
        let view = rename_link::run(&self.app, input, &request)
            .await
            .map_err(status::rename_link)?;
        Ok(Response::new(pb::RenameLinkResponse {
            link: Some(link(view)),
        }))
    }

    async fn unlink(
        &self,
        request: Request<pb::UnlinkRequest>,
    ) -> Result<Response<pb::UnlinkResponse>, Status> {
        let (_, account_id, message) = open(request);
        let input = unlink::Input {
            account_id,
            link_id: message.link_id.parse().ok(),
            language: message.client.unwrap_or_default().language,
        };
        let view = unlink::run(&self.app, input)
            .await
            .map_err(|error| status::unlink(&error))?;
        Ok(Response::new(pb::UnlinkResponse {
            link: Some(link(view)),
        }))
    }
}

/// Takes a call apart: who calls, for whom, and what they say.
fn open<T>(request: Request<T>) -> (String, AccountId, T) {
    let account_id = EndUser::of(&request).account_id;
    (caller_name(&request), account_id, request.into_inner())
}

/// Takes a value that the contract demands, and the codec has looked for.
fn given<T>(field: &'static str, value: Option<T>) -> Result<T, Refusal> {
    value.ok_or_else(|| malformed(field, "is required"))
}

fn label(text: &str) -> Result<Option<Label>, Refusal> {
    Label::parse(text).map_err(|error| malformed("label", error.to_string()))
}

fn malformed(field: &'static str, description: impl Into<String>) -> Refusal {
    Refusal::invalid_argument(
        Reason::InvalidRequest,
        "a field of the request is not valid",
    )
    .field(field, "FORMAT", description.into())
}
