//! Logging in, and what becomes of sessions.

use kabinet_proto::identity::v1::{
    GetSigningKeysRequest, GetSigningKeysResponse, IntrospectRequest, IntrospectResponse,
    ListSecurityEventsRequest, ListSecurityEventsResponse, ListSessionsRequest, LoginRequest,
    LoginResponse, RefreshSessionRequest, RefreshSessionResponse, RevokeAllSessionsRequest,
    RevokeAllSessionsResponse, RevokeSessionRequest, RevokeSessionResponse, Session,
};

use super::{Person, requests::same_or_new};
use crate::{
    Gateway, Kabinet,
    rpc::{Answer, promised},
};

impl Person {
    /// Logs in with an identifier; another identifier is another request.
    pub async fn logs_in(
        &mut self,
        suite: &impl Kabinet,
        identifier: &str,
    ) -> Answer<LoginResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.login,
            |typed| typed.identifier == identifier,
            || LoginRequest {
                request_id,
                identifier: identifier.to_owned(),
                password: self.password.clone(),
                client: Some(client),
            },
        );
        let mut sessions = suite.gateway().sessions();
        let answer = sessions.login(request).await?.into_inner();
        self.grant = promised(answer.grant.clone(), "session")?;
        Ok(answer)
    }

    /// Tries a password that may be wrong, without taking it for their own.
    pub async fn tries_password(
        &self,
        suite: &impl Kabinet,
        password: &str,
    ) -> Answer<LoginResponse> {
        let request = LoginRequest {
            request_id: self.new_request_id(),
            identifier: self.login.clone(),
            password: password.to_owned(),
            client: Some(self.client()),
        };
        let mut sessions = suite.gateway().sessions();
        Ok(sessions.login(request).await?.into_inner())
    }

    /// Renews a session; the refresh token is the request.
    pub async fn refreshes(
        &mut self,
        suite: &impl Kabinet,
        refresh_token: &str,
    ) -> Answer<RefreshSessionResponse> {
        let request = RefreshSessionRequest {
            refresh_token: refresh_token.to_owned(),
            client: Some(self.client()),
        };
        let mut sessions = suite.gateway().sessions();
        let answer = sessions.refresh_session(request).await?.into_inner();
        self.grant = promised(answer.grant.clone(), "session")?;
        Ok(answer)
    }

    /// Looks at the sessions of the account.
    pub async fn sees_sessions(&self, suite: &impl Kabinet) -> Answer<Vec<Session>> {
        let request = ListSessionsRequest::default();
        let mut sessions = self.gateway(suite).sessions();
        Ok(sessions.list_sessions(request).await?.into_inner().sessions)
    }

    /// Ends one session.
    pub async fn ends_session(
        &self,
        suite: &impl Kabinet,
        session_id: &str,
    ) -> Answer<RevokeSessionResponse> {
        let request = RevokeSessionRequest {
            request_id: self.new_request_id(),
            session_id: session_id.to_owned(),
        };
        let mut sessions = self.gateway(suite).sessions();
        Ok(sessions.revoke_session(request).await?.into_inner())
    }

    /// Ends every session, this one included.
    pub async fn ends_every_session(
        &self,
        suite: &impl Kabinet,
    ) -> Answer<RevokeAllSessionsResponse> {
        let request = RevokeAllSessionsRequest {
            request_id: self.new_request_id(),
        };
        let mut sessions = self.gateway(suite).sessions();
        Ok(sessions.revoke_all_sessions(request).await?.into_inner())
    }

    /// Has an access token looked at, as a gateway does that does not verify it by itself.
    pub async fn introspects(
        &self,
        suite: &impl Kabinet,
        access_token: &str,
    ) -> Answer<IntrospectResponse> {
        let request = IntrospectRequest {
            access_token: access_token.to_owned(),
        };
        let mut sessions = suite.gateway().sessions();
        Ok(sessions.introspect(request).await?.into_inner())
    }

    /// Looks at the keys that access tokens are verified with.
    pub async fn sees_signing_keys(&self, suite: &impl Kabinet) -> Answer<GetSigningKeysResponse> {
        let request = GetSigningKeysRequest {};
        let mut sessions = suite.gateway().sessions();
        Ok(sessions.get_signing_keys(request).await?.into_inner())
    }

    /// Looks at so many of the newest events of the account.
    pub async fn sees_events(
        &self,
        suite: &impl Kabinet,
        count: i32,
    ) -> Answer<ListSecurityEventsResponse> {
        let request = ListSecurityEventsRequest {
            page_size: count,
            ..ListSecurityEventsRequest::default()
        };
        let mut events = self.gateway(suite).events();
        Ok(events.list_security_events(request).await?.into_inner())
    }

    /// Calls with the newest session.
    pub fn gateway(&self, suite: &impl Kabinet) -> Gateway {
        suite.gateway().for_person(&self.grant.access_token)
    }

    /// Puts the device away: the next one is not known to the account.
    pub fn takes_another_device(&mut self) {
        self.grant.device_token.clear();
    }

    /// Returns the newest session; nothing before the first.
    pub fn session_id(&self) -> String {
        let session = self.grant.session.as_ref();
        session
            .map(|session| session.session_id.clone())
            .unwrap_or_default()
    }

    /// Returns the account of the newest session; nothing before the first.
    pub fn account_id(&self) -> String {
        let session = self.grant.session.as_ref();
        session
            .map(|session| session.account_id.clone())
            .unwrap_or_default()
    }
}
