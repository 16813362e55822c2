//! `kabinet.profile.v1.ContactService`.

use kabinet_access::EndUser;
use kabinet_domain::{Channel, Language};
use kabinet_env::id::AccountId;
use kabinet_proto::{
    profile::v1::{
        ConfirmContactPointRequest, ConfirmContactPointResponse, ListContactPointsRequest,
        ListContactPointsResponse, ReplaceContactPointRequest, ReplaceContactPointResponse,
        StartConfirmationRequest, StartConfirmationResponse, UndoContactChangeRequest,
        UndoContactChangeResponse, contact_service_server::ContactService,
    },
    timestamp,
    types::v1::{Channel as ChannelMessage, ClientContext},
};
use time::OffsetDateTime;
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, contact_point, contact_request, status};
use crate::app::{
    confirm_contact_point, list_contact_points, replace_contact_point, start_confirmation,
    undo_contact_change,
};

#[tonic::async_trait]
impl ContactService for Rpc {
    async fn list_contact_points(
        &self,
        request: Request<ListContactPointsRequest>,
    ) -> Result<Response<ListContactPointsResponse>, Status> {
        let input = list_contact_points::Input {
            account_id: EndUser::of(&request).account_id,
            reader: caller_name(&request),
        };
        let contact_points = list_contact_points::run(&self.app, input)
            .await
            .map_err(status::list_contact_points)?;
        Ok(Response::new(ListContactPointsResponse {
            contact_points: contact_points
                .into_iter()
                .map(contact_point::write)
                .collect(),
        }))
    }

    async fn replace_contact_point(
        &self,
        request: Request<ReplaceContactPointRequest>,
    ) -> Result<Response<ReplaceContactPointResponse>, Status> {
        let (account_id, auth_time) = person(&request);
        let reader = caller_name(&request);
        let message = request.into_inner();
        let (request_id, contact) = contact_request::replace(&message)?;
        let subject = account_id.to_string();
        let input = replace_contact_point::Input {
            request: self.fingerprints.of(
                "ReplaceContactPoint",
                &reader,
                &subject,
                request_id,
                &message,
            ),
            account_id,
            auth_time,
            contact,
            reader,
        };
        let replaced = replace_contact_point::run(&self.app, input)
            .await
            .map_err(status::replace_contact_point)?;
        Ok(Response::new(ReplaceContactPointResponse {
            contact_point: Some(contact_point::write(replaced)),
        }))
    }

    async fn start_confirmation(
        &self,
        request: Request<StartConfirmationRequest>,
    ) -> Result<Response<StartConfirmationResponse>, Status> {
        let (account_id, auth_time) = person(&request);
        let reader = caller_name(&request);
        let mut message = request.into_inner();
        let (request_id, kind) = contact_request::start(&message)?;
        // The device is no part of what is asked for: a repeat may come from another network.
        let client = context(message.client.take());
        let subject = account_id.to_string();
        let input = start_confirmation::Input {
            request: self.fingerprints.of(
                "StartConfirmation",
                &reader,
                &subject,
                request_id,
                &message,
            ),
            account_id,
            auth_time,
            kind,
            client,
            reader,
        };
        let code = start_confirmation::run(&self.app, input)
            .await
            .map_err(status::start_confirmation)?;
        let channel = match kind.channel() {
            Channel::Sms => ChannelMessage::Sms,
            Channel::Email => ChannelMessage::Email,
        };
        Ok(Response::new(StartConfirmationResponse {
            channel: channel.into(),
            code_length: code.length,
            expire_time: Some(timestamp::write(code.expire_time)),
            resend_time: code.resend_time.map(timestamp::write),
        }))
    }

    async fn confirm_contact_point(
        &self,
        request: Request<ConfirmContactPointRequest>,
    ) -> Result<Response<ConfirmContactPointResponse>, Status> {
        let (account_id, auth_time) = person(&request);
        let reader = caller_name(&request);
        let mut message = request.into_inner();
        let (request_id, kind) = contact_request::confirm(&message)?;
        let client = context(message.client.take());
        let subject = account_id.to_string();
        let input = confirm_contact_point::Input {
            request: self.fingerprints.of(
                "ConfirmContactPoint",
                &reader,
                &subject,
                request_id,
                &message,
            ),
            account_id,
            auth_time,
            kind,
            code: message.code.into(),
            language: Language::choose(&client.language),
            client,
            reader,
        };
        let confirmed = confirm_contact_point::run(&self.app, input)
            .await
            .map_err(status::confirm_contact_point)?;
        Ok(Response::new(ConfirmContactPointResponse {
            contact_point: Some(contact_point::write(confirmed)),
        }))
    }

    async fn undo_contact_change(
        &self,
        request: Request<UndoContactChangeRequest>,
    ) -> Result<Response<UndoContactChangeResponse>, Status> {
        let reader = caller_name(&request);
        let message = request.into_inner();
        let input = undo_contact_change::Input {
            token: message.action_token.into(),
            language: Language::choose(&message.language),
            reader,
        };
        undo_contact_change::run(&self.app, input)
            .await
            .map_err(status::undo_contact_change)?;
        Ok(Response::new(UndoContactChangeResponse {}))
    }
}

/// Returns the person of a request, and when they last proved who they are.
fn person<T>(request: &Request<T>) -> (AccountId, OffsetDateTime) {
    let end_user = EndUser::of(request);
    (end_user.account_id, end_user.auth_time)
}

/// What verification is told of the device: everything but its token, which is identity's.
fn context(client: Option<ClientContext>) -> ClientContext {
    ClientContext {
        device_token: String::new(),
        ..client.unwrap_or_default()
    }
}
