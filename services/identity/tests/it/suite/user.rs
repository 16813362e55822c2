//! People who are logged in.

use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::credential_service_client::CredentialServiceClient;
use kabinet_proto::identity::v1::event_service_client::EventServiceClient;
use kabinet_proto::identity::v1::session_service_client::SessionServiceClient;
use kabinet_proto::types::v1::ClientContext;
use tonic::{Request, Response, Status};

use super::Suite;
use super::calls::Front;

/// Whoever has an access token.
pub(crate) struct User<'a> {
    suite: &'a Suite,
    access_token: String,
}

impl<'a> User<'a> {
    pub(super) fn new(suite: &'a Suite, access_token: &str) -> Self {
        Self {
            suite,
            access_token: access_token.to_owned(),
        }
    }

    /// Sends the message with the access token.
    pub(crate) fn says<T>(&self, message: T) -> Request<T> {
        let mut request = Request::new(message);
        let bearer = format!("Bearer {}", self.access_token).parse().unwrap();
        request.metadata_mut().insert("authorization", bearer);
        request
    }

    pub(crate) async fn sessions(&self) -> Result<Vec<pb::Session>, Status> {
        let page = self.page_of_sessions(0, "").await?;
        Ok(page.sessions)
    }

    pub(crate) async fn page_of_sessions(
        &self,
        page_size: i32,
        page_token: &str,
    ) -> Result<pb::ListSessionsResponse, Status> {
        let request = self.says(pb::ListSessionsRequest {
            page_size,
            page_token: page_token.to_owned(),
        });
        self.client()
            .list_sessions(request)
            .await
            .map(Response::into_inner)
    }

    pub(crate) async fn revokes(&self, session_id: &str) -> Result<(), Status> {
        let request = self.says(pb::RevokeSessionRequest {
            request_id: self.suite.request_id(),
            session_id: session_id.to_owned(),
        });
        self.client().revoke_session(request).await.map(|_| ())
    }

    pub(crate) async fn revokes_all(&self) -> Result<i32, Status> {
        let request = self.says(pb::RevokeAllSessionsRequest {
            request_id: self.suite.request_id(),
        });
        let answer = self.client().revoke_all_sessions(request).await?;
        Ok(answer.into_inner().revoked_count)
    }

    /// Proves again who they are; returns the new access token.
    pub(crate) async fn reauthenticates(&self, password: &str) -> Result<String, Status> {
        let renewed = self.renews_authentication(password).await?;
        Ok(renewed.access_token)
    }

    pub(crate) async fn renews_authentication(
        &self,
        password: &str,
    ) -> Result<pb::ReauthenticateResponse, Status> {
        let request = self.says(pb::ReauthenticateRequest {
            request_id: self.suite.request_id(),
            password: password.to_owned(),
            client: Some(ClientContext::default()),
        });
        let answer = self.client().reauthenticate(request).await?;
        Ok(answer.into_inner())
    }

    pub(crate) fn change_request(&self, current: &str, new: &str) -> pb::ChangePasswordRequest {
        pb::ChangePasswordRequest {
            request_id: self.suite.request_id(),
            current_password: current.to_owned(),
            new_password: new.to_owned(),
            new_password_confirmation: new.to_owned(),
            client: Some(ClientContext::default()),
        }
    }

    pub(crate) async fn changes_password(
        &self,
        current: &str,
        new: &str,
    ) -> Result<pb::SessionGrant, Status> {
        let request = self.says(self.change_request(current, new));
        let answer = self.credentials().change_password(request).await?;
        Ok(answer.into_inner().grant.unwrap())
    }

    pub(crate) async fn events(&self) -> Vec<pb::SecurityEvent> {
        self.page_of_events(0, "").await.unwrap().events
    }

    pub(crate) async fn page_of_events(
        &self,
        page_size: i32,
        page_token: &str,
    ) -> Result<pb::ListSecurityEventsResponse, Status> {
        let request = self.says(pb::ListSecurityEventsRequest {
            page_size,
            page_token: page_token.to_owned(),
        });
        let mut client = EventServiceClient::new(self.suite.web());
        client
            .list_security_events(request)
            .await
            .map(Response::into_inner)
    }

    /// Asks whether the access token is live.
    pub(crate) async fn introspection(&self) -> pb::IntrospectResponse {
        let request = pb::IntrospectRequest {
            access_token: self.access_token.clone(),
        };
        self.client()
            .introspect(request)
            .await
            .unwrap()
            .into_inner()
    }

    pub(crate) fn client(&self) -> SessionServiceClient<Front> {
        SessionServiceClient::new(self.suite.web())
    }

    pub(crate) fn credentials(&self) -> CredentialServiceClient<Front> {
        CredentialServiceClient::new(self.suite.web())
    }
}
