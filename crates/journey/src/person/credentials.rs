//! The password, and the proof that it is still they who sit there.

use kabinet_proto::identity::v1::{
    ChangePasswordRequest, ChangePasswordResponse, ReauthenticateRequest, ReauthenticateResponse,
};

use super::{Person, requests::same_or_new};
use crate::{
    Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Types the password again, and goes on with the fresh access token.
    pub async fn reauthenticates(
        &mut self,
        suite: &impl Kabinet,
    ) -> Answer<ReauthenticateResponse> {
        let request = ReauthenticateRequest {
            request_id: self.new_request_id(),
            password: self.password.clone(),
            client: Some(self.client()),
        };
        let mut sessions = self.gateway(suite).sessions();
        let answer = sessions.reauthenticate(request).await?.into_inner();
        self.grant.access_token.clone_from(&answer.access_token);
        Ok(answer)
    }

    /// Changes the password; another new one is another request.
    pub async fn changes_password(
        &mut self,
        suite: &impl Kabinet,
        password: &str,
    ) -> Answer<ChangePasswordResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.change_password,
            |typed| typed.new_password == password,
            || ChangePasswordRequest {
                request_id,
                current_password: self.password.clone(),
                new_password: password.to_owned(),
                new_password_confirmation: password.to_owned(),
                client: Some(client),
            },
        );
        let mut credentials = self.gateway(suite).credentials();
        let answer = credentials.change_password(request).await?.into_inner();
        self.grant = promised(answer.grant.clone(), "session")?;
        password.clone_into(&mut self.password);
        self.requests.login = None;
        Ok(answer)
    }
}
