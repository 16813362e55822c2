use kabinet_proto::verification::v1 as pb;
use kabinet_proto::verification::v1::verification_service_server::VerificationService;
use tonic::{Request, Response, Status};

use super::delivery::{concealed, delivery};
use super::verification::verification;
use super::{Rpc, caller, parse, proof_keys, status};
use crate::app::{
    cancel_verification, check_code, get_verification, resend_code, start_verification,
    switch_channel,
};
use crate::domain::Mode;

#[tonic::async_trait]
impl VerificationService for Rpc {
    async fn start_verification(
        &self,
        request: Request<pb::StartVerificationRequest>,
    ) -> Result<Response<pb::StartVerificationResponse>, Status> {
        let caller = caller(&request);
        let message = request.into_inner();
        let body = parse::repeatable(&message, |message| {
            message.client = None;
            message.known_subject = false;
        });
        let input = start_verification::Input {
            request: parse::request(&caller, &message.request_id, &body),
            binding: parse::binding(message.binding)?,
            destination: parse::destination(message.destination)?,
            network: parse::network(message.client.as_ref()),
            language: parse::language(message.client.as_ref()),
            mode: if message.suppress {
                Mode::Suppress
            } else {
                Mode::Send
            },
            disclosure: parse::disclosure(message.conceal, message.known_subject)?,
            known_subject: message.known_subject,
        };
        let output = start_verification::run(&self.app, input)
            .await
            .map_err(status::start)?;
        let shown = verification(output.handle, &output.verification, &self.app.policies);
        Ok(Response::new(pb::StartVerificationResponse {
            verification: Some(shown),
        }))
    }

    async fn resend_code(
        &self,
        request: Request<pb::ResendCodeRequest>,
    ) -> Result<Response<pb::ResendCodeResponse>, Status> {
        let caller = caller(&request);
        let message = request.into_inner();
        let body = parse::repeatable(&message, |message| message.client = None);
        let input = resend_code::Input {
            request: parse::request(&caller, &message.request_id, &body),
            handle: message.handle.clone(),
        };
        let sent = resend_code::run(&self.app, input)
            .await
            .map_err(status::send)?;
        let shown = verification(message.handle, &sent, &self.app.policies);
        Ok(Response::new(pb::ResendCodeResponse {
            verification: Some(shown),
        }))
    }

    async fn switch_channel(
        &self,
        request: Request<pb::SwitchChannelRequest>,
    ) -> Result<Response<pb::SwitchChannelResponse>, Status> {
        let caller = caller(&request);
        let message = request.into_inner();
        let body = parse::repeatable(&message, |message| {
            message.client = None;
            message.known_subject = false;
        });
        let input = switch_channel::Input {
            request: parse::request(&caller, &message.request_id, &body),
            handle: message.handle.clone(),
            binding: parse::binding(message.binding)?,
            destination: parse::destination(message.destination)?,
            mode: if message.suppress {
                Mode::Suppress
            } else {
                Mode::Send
            },
            known_subject: message.known_subject,
        };
        let sent = switch_channel::run(&self.app, input)
            .await
            .map_err(status::send)?;
        let shown = verification(message.handle, &sent, &self.app.policies);
        Ok(Response::new(pb::SwitchChannelResponse {
            verification: Some(shown),
        }))
    }

    async fn check_code(
        &self,
        request: Request<pb::CheckCodeRequest>,
    ) -> Result<Response<pb::CheckCodeResponse>, Status> {
        let caller = caller(&request);
        let message = request.into_inner();
        let input = check_code::Input {
            caller,
            handle: message.handle,
            code: message.code,
            binding: parse::binding(message.binding)?,
            idempotency_key: message.idempotency_key,
            network: parse::network(message.client.as_ref()),
        };
        let proof = check_code::run(&self.app, input)
            .await
            .map_err(status::check)?;
        Ok(Response::new(pb::CheckCodeResponse { proof }))
    }

    async fn get_verification(
        &self,
        request: Request<pb::GetVerificationRequest>,
    ) -> Result<Response<pb::GetVerificationResponse>, Status> {
        let input = get_verification::Input {
            caller: caller(&request),
            handle: request.into_inner().handle,
        };
        let handle = input.handle.clone();
        let found = get_verification::run(&self.app, input)
            .await
            .map_err(status::get)?;
        let shown = verification(handle, &found.verification, &self.app.policies);
        Ok(Response::new(pb::GetVerificationResponse {
            verification: Some(shown),
            deliveries: found.deliveries.iter().map(message).collect(),
        }))
    }

    async fn cancel_verification(
        &self,
        request: Request<pb::CancelVerificationRequest>,
    ) -> Result<Response<pb::CancelVerificationResponse>, Status> {
        let input = cancel_verification::Input {
            caller: caller(&request),
            handle: request.into_inner().handle,
        };
        cancel_verification::run(&self.app, input)
            .await
            .map_err(status::cancel)?;
        Ok(Response::new(pb::CancelVerificationResponse {}))
    }

    async fn get_proof_keys(
        &self,
        _request: Request<pb::GetProofKeysRequest>,
    ) -> Result<Response<pb::GetProofKeysResponse>, Status> {
        Ok(Response::new(proof_keys::proof_keys(&self.app.vault)))
    }
}

fn message(shown: &get_verification::Shown) -> pb::Delivery {
    match shown {
        get_verification::Shown::Told(message) => delivery(message),
        get_verification::Shown::Concealed(message) => concealed(message),
    }
}
