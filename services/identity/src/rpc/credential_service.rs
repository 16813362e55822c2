//! `kabinet.identity.v1.CredentialService`.

use kabinet_access::EndUser;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::credential_service_server::CredentialService;
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, convert, status};
use crate::app::change_password;

#[tonic::async_trait]
impl CredentialService for Rpc {
    async fn change_password(
        &self,
        request: Request<pb::ChangePasswordRequest>,
    ) -> Result<Response<pb::ChangePasswordResponse>, Status> {
        let (caller, user) = (caller_name(&request), EndUser::of(&request).clone());
        let mut message = request.into_inner();
        let subject = user.account_id.to_string();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let input = change_password::Input {
            request,
            user,
            current: convert::password(&message.current_password),
            new: convert::password(&message.new_password),
            confirmation: convert::password(&message.new_password_confirmation),
            client,
        };
        let grant = change_password::run(&self.app, input)
            .await
            .map_err(status::change_password)?;
        Ok(Response::new(pb::ChangePasswordResponse {
            grant: Some(convert::grant(grant)),
        }))
    }
}
