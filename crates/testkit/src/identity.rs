use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use kabinet_access::jwt::{self, Claims};
use kabinet_access::{AUDIENCE, EndUser, PublicKeys};
use kabinet_env::Env;
use kabinet_env::id::AccountId;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_server::{SessionService, SessionServiceServer};
use kabinet_seal::signing::SigningKeys;
use tonic::{Request, Response, Status};

use crate::{ISSUER, end_user, signing_keys, user_token};

/// Identity as services meet it that serve people: keys and sessions.
#[derive(Clone)]
pub struct FakeIdentity {
    env: Env,
    keys: SigningKeys,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    is_away: bool,
    ended: HashSet<String>,
}

impl FakeIdentity {
    /// Makes one in which everybody is logged in who has a token of it.
    pub fn new(env: Env) -> Self {
        Self {
            env,
            keys: signing_keys(1),
            state: Arc::default(),
        }
    }

    /// Returns the gRPC service.
    pub fn service(&self) -> SessionServiceServer<Self> {
        SessionServiceServer::new(self.clone())
    }

    /// Answers UNAVAILABLE from now on.
    pub fn goes_away(&self) {
        self.state().is_away = true;
    }

    /// Answers again.
    pub fn comes_back(&self) {
        self.state().is_away = false;
    }

    /// Refuses a call while identity is away.
    pub fn answers(&self) -> Result<(), Status> {
        if self.state().is_away {
            return Err(Status::unavailable("away"));
        }
        Ok(())
    }

    /// Opens a session of an account and returns its access token.
    pub fn log_in(&self, account_id: AccountId) -> String {
        self.logged_in_before(account_id, Duration::ZERO)
    }

    /// Opens a session of somebody who proved who they are some time ago.
    pub fn logged_in_before(&self, account_id: AccountId, ago: Duration) -> String {
        let user = EndUser {
            account_id,
            auth_time: self.env.now() - ago,
            ..end_user(&self.env)
        };
        user_token(&self.keys, &self.env, &user)
    }

    /// Ends the session of a token.
    pub fn log_out(&self, token: &str) {
        let claims = self.claims(token).expect("a token of this identity");
        self.state().ended.insert(claims.sid.to_string());
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.answers()?;
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
        self.answers()?;
        let Ok(claims) = self.claims(&request.get_ref().access_token) else {
            return Ok(Response::new(pb::IntrospectResponse::default()));
        };
        let session_id = claims.sid.to_string();
        let ended = self.state().ended.contains(&session_id);
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
    Status::unimplemented("only gateways call it")
}
