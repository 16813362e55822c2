//! `kabinet.identity.v1.RegistrationService`.

use kabinet_domain::Language;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::registration_service_server::RegistrationService;
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, convert, findings, registration_guide, status};
use crate::app::client::Client;
use crate::app::{
    abandon_registration, check_login, check_password, confirm_registration, get_registration,
    send_confirmation, start_registration, submit_contacts, submit_personal_data,
};
use crate::domain::password_policy::MAX_BYTES;
use crate::domain::terms::Terms;
use crate::store::login_name::Availability;

#[tonic::async_trait]
impl RegistrationService for Rpc {
    async fn get_registration_guide(
        &self,
        request: Request<pb::GetRegistrationGuideRequest>,
    ) -> Result<Response<pb::GetRegistrationGuideResponse>, Status> {
        let language = Language::choose(&request.get_ref().language);
        Ok(Response::new(registration_guide::write(
            &self.app.guide,
            language,
        )))
    }

    async fn check_login(
        &self,
        request: Request<pb::CheckLoginRequest>,
    ) -> Result<Response<pb::CheckLoginResponse>, Status> {
        let caller = caller_name(&request);
        let message = request.into_inner();
        let client = Client::new(caller, message.client);
        let output = check_login::run(&self.app, &message.login, &client)
            .await
            .map_err(status::check_login)?;
        Ok(Response::new(pb::CheckLoginResponse {
            available: output.availability == Availability::Free,
            findings: findings::write_all(output.findings),
        }))
    }

    async fn get_password_policy(
        &self,
        _: Request<pb::GetPasswordPolicyRequest>,
    ) -> Result<Response<pb::GetPasswordPolicyResponse>, Status> {
        let policy = &self.app.judge.policy;
        let number = |length: usize| i32::try_from(length).unwrap_or(i32::MAX);
        Ok(Response::new(pb::GetPasswordPolicyResponse {
            min_length: number(policy.min_length),
            max_length: number(policy.max_length),
            max_bytes: number(MAX_BYTES),
            min_strength: policy.min_strength.into(),
            min_character_kinds: policy.min_character_kinds.into(),
        }))
    }

    async fn check_password(
        &self,
        request: Request<pb::CheckPasswordRequest>,
    ) -> Result<Response<pb::CheckPasswordResponse>, Status> {
        let caller = caller_name(&request);
        let message = request.into_inner();
        let client = Client::new(caller, message.client);
        let password = convert::password(&message.password);
        let assessment = check_password::run(&self.app, &password, &message.login, &client)
            .await
            .map_err(|limited| status::limited(&limited))?;
        Ok(Response::new(pb::CheckPasswordResponse {
            acceptable: assessment.findings.is_empty(),
            strength: assessment.strength.into(),
            findings: findings::write_all(assessment.findings),
            advice: findings::write_all(assessment.advice),
        }))
    }

    async fn start_registration(
        &self,
        request: Request<pb::StartRegistrationRequest>,
    ) -> Result<Response<pb::StartRegistrationResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let (request, client) = self.recognise(caller, "", &mut message)?;
        let input = start_registration::Input {
            request,
            login: message.login,
            password: convert::password(&message.password),
            password_confirmation: convert::password(&message.password_confirmation),
            terms: message.terms.into_iter().map(terms).collect(),
            client,
        };
        let output = start_registration::run(&self.app, input)
            .await
            .map_err(status::start_registration)?;
        Ok(Response::new(pb::StartRegistrationResponse {
            registration: Some(convert::registration(&output.registration)),
            resume_token: output.resume_token.expose(),
        }))
    }

    async fn submit_personal_data(
        &self,
        request: Request<pb::SubmitPersonalDataRequest>,
    ) -> Result<Response<pb::SubmitPersonalDataResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.registration_id.clone();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = submit_personal_data::Input {
            request,
            resume: convert::resume(&message.registration_id, &message.resume_token),
            personal_data: message.personal_data.unwrap_or_default(),
        };
        let view = submit_personal_data::run(&self.app, input)
            .await
            .map_err(status::submit_personal_data)?;
        Ok(Response::new(pb::SubmitPersonalDataResponse {
            registration: Some(convert::registration(&view)),
        }))
    }

    async fn submit_contacts(
        &self,
        request: Request<pb::SubmitContactsRequest>,
    ) -> Result<Response<pb::SubmitContactsResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.registration_id.clone();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = submit_contacts::Input {
            request,
            resume: convert::resume(&message.registration_id, &message.resume_token),
            mobile: message.mobile,
            email: message.email,
        };
        let view = submit_contacts::run(&self.app, input)
            .await
            .map_err(status::submit_contacts)?;
        Ok(Response::new(pb::SubmitContactsResponse {
            registration: Some(convert::registration(&view)),
        }))
    }

    async fn send_confirmation(
        &self,
        request: Request<pb::SendConfirmationRequest>,
    ) -> Result<Response<pb::SendConfirmationResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.registration_id.clone();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let channel = convert::channel(message.channel())?;
        let input = send_confirmation::Input {
            request,
            resume: convert::resume(&message.registration_id, &message.resume_token),
            channel,
            client,
        };
        let view = send_confirmation::run(&self.app, input)
            .await
            .map_err(status::send_confirmation)?;
        Ok(Response::new(pb::SendConfirmationResponse {
            registration: Some(convert::registration(&view)),
        }))
    }

    async fn confirm_registration(
        &self,
        request: Request<pb::ConfirmRegistrationRequest>,
    ) -> Result<Response<pb::ConfirmRegistrationResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.registration_id.clone();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let input = confirm_registration::Input {
            request,
            resume: convert::resume(&message.registration_id, &message.resume_token),
            code: message.code,
            client,
        };
        let grant = confirm_registration::run(&self.app, input)
            .await
            .map_err(status::confirm_registration)?;
        Ok(Response::new(pb::ConfirmRegistrationResponse {
            grant: Some(convert::grant(grant)),
        }))
    }

    async fn get_registration(
        &self,
        request: Request<pb::GetRegistrationRequest>,
    ) -> Result<Response<pb::GetRegistrationResponse>, Status> {
        let message = request.into_inner();
        let resume = convert::resume(&message.registration_id, &message.resume_token);
        let view = get_registration::run(&self.app, &resume)
            .await
            .map_err(status::get_registration)?;
        Ok(Response::new(pb::GetRegistrationResponse {
            registration: Some(convert::registration(&view)),
        }))
    }

    async fn abandon_registration(
        &self,
        request: Request<pb::AbandonRegistrationRequest>,
    ) -> Result<Response<pb::AbandonRegistrationResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.registration_id.clone();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = abandon_registration::Input {
            request,
            resume: convert::resume(&message.registration_id, &message.resume_token),
        };
        abandon_registration::run(&self.app, input)
            .await
            .map_err(status::abandon_registration)?;
        Ok(Response::new(pb::AbandonRegistrationResponse {}))
    }
}

fn terms(accepted: pb::AcceptedTerms) -> Terms {
    Terms {
        document_id: accepted.document_id,
        version: accepted.version,
    }
}
