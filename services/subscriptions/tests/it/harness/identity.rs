use std::collections::HashSet;
use std::sync::{Arc, Mutex};

use kabinet_access::jwt::{self, Claims};
use kabinet_access::{AUDIENCE, EndUser, PublicKeys};
use kabinet_env::Env;
use kabinet_env::id::AccountId;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_server::{SessionService, SessionServiceServer};
use kabinet_seal::signing::SigningKeys;
use kabinet_testkit::{ISSUER, end_user, serve_in_memory, signing_keys, user_token};
use tonic::service::Routes;
use tonic::transport::Channel;
use tonic::{Request, Response, Status};

/// Identity as this service meets it: keys and sessions.
#[derive(Clone)]
pub(crate) struct FakeIdentity {
    env: Env,
    keys: SigningKeys,
    ended: Arc<Mutex<HashSet<String>>>,
}

impl FakeIdentity {
    pub(super) fn new(env: Env) -> Self {
        Self {
            env,
            keys: signing_keys(1),
            ended: Arc::default(),
        }
    }

    pub(super) fn serve(&self) -> Channel {
        serve_in_memory(Routes::new(SessionServiceServer::new(self.clone())))
    }

    /// Opens a session of an account and returns its access token.
    pub(crate) fn log_in(&self, account_id: AccountId) -> String {
        let user = EndUser {
            account_id,
            ..end_user(&self.env)
        };
        user_token(&self.keys, &self.env, &user)
    }

    /// Ends the session of a token.
    pub(crate) fn log_out(&self, token: &str) {
        let session = self.claims(token).unwrap().sid.to_string();
        self.ended.lock().unwrap().insert(session);
    }

    fn claims(&self, token: &str) -> Result<Claims, jwt::Error> {
        let keys: PublicKeys = self.keys.public_keys().into_iter().collect();
        jwt::verify(token, &keys, self.env.now(), ISSUER, AUDIENCE)
    }
}

#[tonic::async_trait]
impl SessionService for FakeIdentity {
    type WatchRevocationsStream = tonic::codegen::BoxStream<pb::WatchRevocationsResponse>;

    async fn watch_revocations(
        &self,
        _: Request<pb::WatchRevocationsRequest>,
    ) -> Result<Response<Self::WatchRevocationsStream>, Status> {
        Err(Status::unimplemented("sessions are asked about"))
    }

    async fn get_signing_keys(
        &self,
        _: Request<pb::GetSigningKeysRequest>,
    ) -> Result<Response<pb::GetSigningKeysResponse>, Status> {
        let keys = self.keys.public_keys().into_iter();
        let keys = keys.map(|(kid, public_key)| pb::SigningKey {
            key_id: kid.to_string(),
            public_key: public_key.to_vec(),
        });
        Ok(Response::new(pb::GetSigningKeysResponse {
            keys: keys.collect(),
            issuer: ISSUER.to_owned(),
        }))
    }

    async fn introspect(
        &self,
        request: Request<pb::IntrospectRequest>,
    ) -> Result<Response<pb::IntrospectResponse>, Status> {
        let Ok(claims) = self.claims(&request.get_ref().access_token) else {
            return Ok(Response::new(pb::IntrospectResponse::default()));
        };
        let session_id = claims.sid.to_string();
        let ended = self.ended.lock().unwrap().contains(&session_id);
        Ok(Response::new(pb::IntrospectResponse {
            active: !ended,
            account_id: claims.sub.to_string(),
            session_id,
            ..pb::IntrospectResponse::default()
        }))
    }

    async fn login(
        &self,
        _: Request<pb::LoginRequest>,
    ) -> Result<Response<pb::LoginResponse>, Status> {
        Err(not_called())
    }

    async fn refresh_session(
        &self,
        _: Request<pb::RefreshSessionRequest>,
    ) -> Result<Response<pb::RefreshSessionResponse>, Status> {
        Err(not_called())
    }

    async fn list_sessions(
        &self,
        _: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        Err(not_called())
    }

    async fn revoke_session(
        &self,
        _: Request<pb::RevokeSessionRequest>,
    ) -> Result<Response<pb::RevokeSessionResponse>, Status> {
        Err(not_called())
    }

    async fn revoke_all_sessions(
        &self,
        _: Request<pb::RevokeAllSessionsRequest>,
    ) -> Result<Response<pb::RevokeAllSessionsResponse>, Status> {
        Err(not_called())
    }

    async fn reauthenticate(
        &self,
        _: Request<pb::ReauthenticateRequest>,
    ) -> Result<Response<pb::ReauthenticateResponse>, Status> {
        Err(not_called())
    }
}

fn not_called() -> Status {
    Status::unimplemented("subscriptions calls no such method")
}
