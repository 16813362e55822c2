//! `kabinet.identity.v1.SessionService`.

use std::sync::Arc;

use kabinet_access::EndUser;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_server::SessionService;
use kabinet_proto::timestamp;
use tonic::{Request, Response, Status};

use super::watch::{self, WatchStream};
use super::{Rpc, caller_name, convert, status};
use crate::app::client::Client;
use crate::app::page::Page;
use crate::app::{
    introspect, list_sessions, login, reauthenticate, refresh_session, revoke_all_sessions,
    revoke_session, watch_revocations,
};

#[tonic::async_trait]
impl SessionService for Rpc {
    type WatchRevocationsStream = WatchStream;

    async fn login(
        &self,
        request: Request<pb::LoginRequest>,
    ) -> Result<Response<pb::LoginResponse>, Status> {
        let caller = caller_name(&request);
        let mut message = request.into_inner();
        let (request, client) = self.recognise(caller, "", &mut message)?;
        let input = login::Input {
            request,
            identifier: message.identifier,
            password: convert::password(&message.password),
            client,
        };
        let grant = login::run(&self.app, input).await.map_err(status::login)?;
        Ok(Response::new(pb::LoginResponse {
            grant: Some(convert::grant(grant)),
        }))
    }

    async fn refresh_session(
        &self,
        request: Request<pb::RefreshSessionRequest>,
    ) -> Result<Response<pb::RefreshSessionResponse>, Status> {
        let caller = caller_name(&request);
        let message = request.into_inner();
        let client = Client::new(caller, message.client);
        let grant = refresh_session::run(&self.app, &message.refresh_token, &client)
            .await
            .map_err(status::refresh_session)?;
        Ok(Response::new(pb::RefreshSessionResponse {
            grant: Some(convert::grant(grant)),
        }))
    }

    async fn list_sessions(
        &self,
        request: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        let user = EndUser::of(&request).clone();
        let message = request.into_inner();
        let page = Page {
            size: message.page_size,
            token: message.page_token,
        };
        let output = list_sessions::run(&self.app, &user, &page)
            .await
            .map_err(status::list_sessions)?;
        let sessions = output.sessions.into_iter();
        Ok(Response::new(pb::ListSessionsResponse {
            sessions: sessions
                .map(|session| convert::session(session, user.session_id))
                .collect(),
            next_page_token: output.next_page_token,
        }))
    }

    async fn revoke_session(
        &self,
        request: Request<pb::RevokeSessionRequest>,
    ) -> Result<Response<pb::RevokeSessionResponse>, Status> {
        let (caller, user) = (caller_name(&request), EndUser::of(&request).clone());
        let mut message = request.into_inner();
        let subject = user.account_id.to_string();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = revoke_session::Input {
            request,
            user,
            session_id: message.session_id.parse().ok(),
        };
        revoke_session::run(&self.app, input)
            .await
            .map_err(status::revoke_session)?;
        Ok(Response::new(pb::RevokeSessionResponse {}))
    }

    async fn revoke_all_sessions(
        &self,
        request: Request<pb::RevokeAllSessionsRequest>,
    ) -> Result<Response<pb::RevokeAllSessionsResponse>, Status> {
        let (caller, user) = (caller_name(&request), EndUser::of(&request).clone());
        let mut message = request.into_inner();
        let subject = user.account_id.to_string();
        let (request, _) = self.recognise(caller, &subject, &mut message)?;
        let input = revoke_all_sessions::Input { request, user };
        let revoked_count = revoke_all_sessions::run(&self.app, input)
            .await
            .map_err(status::revoke_all_sessions)?;
        Ok(Response::new(pb::RevokeAllSessionsResponse {
            revoked_count,
        }))
    }

    async fn reauthenticate(
        &self,
        request: Request<pb::ReauthenticateRequest>,
    ) -> Result<Response<pb::ReauthenticateResponse>, Status> {
        let (caller, user) = (caller_name(&request), EndUser::of(&request).clone());
        let mut message = request.into_inner();
        let subject = user.account_id.to_string();
        let (request, client) = self.recognise(caller, &subject, &mut message)?;
        let input = reauthenticate::Input {
            request,
            user,
            password: convert::password(&message.password),
            client,
        };
        let output = reauthenticate::run(&self.app, input)
            .await
            .map_err(status::reauthenticate)?;
        Ok(Response::new(pb::ReauthenticateResponse {
            access_token: output.access_token,
            access_token_expire_time: Some(timestamp::write(output.expire_time)),
        }))
    }

    async fn introspect(
        &self,
        request: Request<pb::IntrospectRequest>,
    ) -> Result<Response<pb::IntrospectResponse>, Status> {
        let claims = introspect::run(&self.app, &request.get_ref().access_token)
            .await
            .map_err(|error| status::storage(&error))?;
        Ok(Response::new(match claims {
            None => pb::IntrospectResponse::default(),
            Some(claims) => pb::IntrospectResponse {
                active: true,
                account_id: claims.sub.to_string(),
                session_id: claims.sid.to_string(),
                authentication_time: Some(timestamp::write(claims.auth_time)),
                expire_time: Some(timestamp::write(claims.exp)),
            },
        }))
    }

    async fn watch_revocations(
        &self,
        _: Request<pb::WatchRevocationsRequest>,
    ) -> Result<Response<WatchStream>, Status> {
        let watch = watch_revocations::run(&self.app).map_err(status::watch_revocations)?;
        Ok(Response::new(watch::stream(Arc::clone(&self.app), watch)))
    }

    async fn get_signing_keys(
        &self,
        _: Request<pb::GetSigningKeysRequest>,
    ) -> Result<Response<pb::GetSigningKeysResponse>, Status> {
        let vault = &self.app.vault;
        let keys = vault.signing_keys().public_keys().into_iter();
        Ok(Response::new(pb::GetSigningKeysResponse {
            keys: keys
                .map(|(kid, public_key)| pb::SigningKey {
                    key_id: kid.to_string(),
                    public_key: public_key.to_vec(),
                })
                .collect(),
            issuer: vault.issuer().to_owned(),
        }))
    }
}
