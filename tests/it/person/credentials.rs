//! What a person does with a session that lives.

use kabinet_proto::identity::v1::{
    ChangePasswordRequest, ChangePasswordResponse, LoginRequest, LoginResponse,
    RefreshSessionRequest, RefreshSessionResponse, RevokeAllSessionsRequest,
};
use tonic::Status;

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Renews the newest session; the refresh token is the request.
    pub(crate) async fn refreshes(
        &mut self,
        suite: &Suite,
        refresh_token: &str,
    ) -> Result<RefreshSessionResponse, Status> {
        let request = RefreshSessionRequest {
            refresh_token: refresh_token.to_owned(),
            client: Some(self.client()),
        };
        let mut sessions = suite.gateway().sessions();
        let answer = sessions.refresh_session(request).await?.into_inner();
        self.grant = answer.grant.clone().unwrap();
        Ok(answer)
    }

    /// Ends every session, this one included.
    pub(crate) async fn ends_every_session(&self, suite: &Suite) {
        let request = RevokeAllSessionsRequest {
            request_id: Self::new_request_id(),
        };
        let mut sessions = self.gateway(suite).sessions();
        sessions.revoke_all_sessions(request).await.unwrap();
    }

    /// Tries a password that may be wrong, without taking it for their own.
    pub(crate) async fn tries_password(
        &self,
        suite: &Suite,
        password: &str,
    ) -> Result<LoginResponse, Status> {
        let request = LoginRequest {
            request_id: Self::new_request_id(),
            identifier: self.login.clone(),
            password: password.to_owned(),
            client: Some(self.client()),
        };
        let mut sessions = suite.gateway().sessions();
        Ok(sessions.login(request).await?.into_inner())
    }

    /// Changes the password; another new one is another request.
    pub(crate) async fn changes_password(
        &mut self,
        suite: &Suite,
        password: &str,
    ) -> Result<ChangePasswordResponse, Status> {
        let typed = self.requests.change_password.as_ref();
        if typed.is_none_or(|typed| typed.new_password != password) {
            self.requests.change_password = Some(ChangePasswordRequest {
                request_id: Self::new_request_id(),
                current_password: self.password.clone(),
                new_password: password.to_owned(),
                new_password_confirmation: password.to_owned(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.change_password.clone();
        let request = request.expect("it has just been made");
        let mut credentials = self.gateway(suite).credentials();
        let answer = credentials.change_password(request).await?.into_inner();
        self.grant = answer.grant.clone().unwrap();
        password.clone_into(&mut self.password);
        self.requests.login = None;
        Ok(answer)
    }
}
