//! `kabinet.identity.v1.RecoveryService`.

use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::recovery_service_server::RecoveryService;
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, convert, status};
use crate::app::{
    cancel_recovery, complete_recovery, match_personal_data, remind_login, report_not_me,
    start_recovery, verify_recovery_code,
};
use crate::peers::PersonalClaim;

#[tonic::async_trait]
impl RecoveryService for Rpc {
    async fn start_recovery(
        &self,
        request: Request<pb::StartRecoveryRequest>,
    ) -> Result<Response<pb::StartRecoveryResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let (request, client) = self.recognise(caller, "", &mut message)?;
        let input = start_recovery::Input {
            request,
            channel: convert::channel(message.channel())?,
            identifier: message.identifier,
            client,
        };
        let output = start_recovery::run(&self.app, input)
            .await
            .map_err(status::start_recovery)?;
        Ok(Response::new(pb::StartRecoveryResponse {
            recovery: Some(convert::recovery(&output.recovery)),
            recovery_token: output.token.expose(),
        }))
    }

    async fn verify_recovery_code(
        &self,
        request: Request<pb::VerifyRecoveryCodeRequest>,
    ) -> Result<Response<pb::VerifyRecoveryCodeResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.recovery_id.clone();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let input = verify_recovery_code::Input {
            request,
            claim: convert::claim(&message.recovery_id, message.recovery_token),
            code: message.code,
            client,
        };
        let output = verify_recovery_code::run(&self.app, input)
            .await
            .map_err(status::verify_recovery_code)?;
        Ok(Response::new(pb::VerifyRecoveryCodeResponse {
            recovery: Some(convert::recovery(&output.recovery)),
            recovery_ticket: output.ticket.expose(),
        }))
    }

    async fn match_personal_data(
        &self,
        request: Request<pb::MatchPersonalDataRequest>,
    ) -> Result<Response<pb::MatchPersonalDataResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.recovery_id.clone();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = match_personal_data::Input {
            request,
            claim: convert::claim(&message.recovery_id, message.recovery_ticket),
            personal_data: PersonalClaim {
                family_name: message.family_name,
                birth_date: message.birth_date,
                region_code: message.region_code,
            },
        };
        let view = match_personal_data::run(&self.app, input)
            .await
            .map_err(status::match_personal_data)?;
        Ok(Response::new(pb::MatchPersonalDataResponse {
            recovery: Some(convert::recovery(&view)),
        }))
    }

    async fn complete_recovery(
        &self,
        request: Request<pb::CompleteRecoveryRequest>,
    ) -> Result<Response<pb::CompleteRecoveryResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let subject = message.recovery_id.clone();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let input = complete_recovery::Input {
            request,
            claim: convert::claim(&message.recovery_id, message.recovery_ticket),
            new: convert::password(&message.new_password),
            confirmation: convert::password(&message.new_password_confirmation),
            client,
        };
        complete_recovery::run(&self.app, input)
            .await
            .map_err(status::complete_recovery)?;
        Ok(Response::new(pb::CompleteRecoveryResponse {}))
    }

    async fn cancel_recovery(
        &self,
        request: Request<pb::CancelRecoveryRequest>,
    ) -> Result<Response<pb::CancelRecoveryResponse>, Status> {
        cancel_recovery::run(&self.app, &request.get_ref().action_token)
            .await
            .map_err(status::cancel_recovery)?;
        Ok(Response::new(pb::CancelRecoveryResponse {}))
    }

    async fn remind_login(
        &self,
        request: Request<pb::RemindLoginRequest>,
    ) -> Result<Response<pb::RemindLoginResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let (request, client) = self.recognise(caller, "", &mut message)?;
        let input = remind_login::Input {
            request,
            contact: message.contact,
            client,
        };
        remind_login::run(&self.app, input)
            .await
            .map_err(status::remind_login)?;
        Ok(Response::new(pb::RemindLoginResponse {}))
    }

    async fn report_not_me(
        &self,
        request: Request<pb::ReportNotMeRequest>,
    ) -> Result<Response<pb::ReportNotMeResponse>, Status> {
        let message = request.get_ref();
        report_not_me::run(&self.app, &message.action_token, &message.language)
            .await
            .map_err(status::report_not_me)?;
        Ok(Response::new(pb::ReportNotMeResponse {}))
    }
}
