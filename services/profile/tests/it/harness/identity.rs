use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use kabinet_access::{
    AUDIENCE, EndUser, PublicKeys,
    jwt::{self, Claims},
};
use kabinet_env::{Env, id::AccountId};
use kabinet_proto::{
    errors::v1::Reason,
    identity::v1::{
        DeliverEventRequest, DeliverEventResponse, GetLoginRequest, GetLoginResponse,
        GetSigningKeysRequest, GetSigningKeysResponse, IntrospectRequest, IntrospectResponse,
        ListSessionsRequest, ListSessionsResponse, LoginRequest, LoginResponse,
        ReauthenticateRequest, ReauthenticateResponse, RefreshSessionRequest,
        RefreshSessionResponse, RevokeAllSessionsRequest, RevokeAllSessionsResponse,
        RevokeSessionRequest, RevokeSessionResponse, SigningKey, WatchRevocationsRequest,
        WatchRevocationsResponse,
        directory_service_server::{DirectoryService, DirectoryServiceServer},
        event_sink_service_server::{EventSinkService, EventSinkServiceServer},
        session_service_server::{SessionService, SessionServiceServer},
    },
    types::v1::Event,
};
use kabinet_seal::signing::SigningKeys;
use kabinet_status::Refusal;
use kabinet_testkit::{ISSUER, end_user, serve_in_memory, signing_keys, user_token};
use tokio::sync::watch;
use tonic::{Request, Response, Status, codegen::BoxStream, service::Routes, transport::Channel};

/// Identity as profile meets it: keys, sessions and a sink of events.
#[derive(Clone)]
pub(crate) struct FakeIdentity {
    env: Env,
    keys: SigningKeys,
    state: Arc<State>,
}

struct State {
    mood: Mutex<Mood>,
    ended: Mutex<HashSet<String>>,
    events: watch::Sender<Vec<Event>>,
    logins: Mutex<HashMap<String, String>>,
}

/// How identity answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mood {
    Answers,
    Away,
}

impl FakeIdentity {
    pub(crate) fn new(env: Env) -> Self {
        Self {
            env,
            keys: signing_keys(1),
            state: Arc::new(State {
                mood: Mutex::new(Mood::Answers),
                ended: Mutex::default(),
                events: watch::Sender::default(),
                logins: Mutex::default(),
            }),
        }
    }

    pub(crate) fn serve(&self) -> Channel {
        let routes = Routes::new(SessionServiceServer::new(self.clone()));
        let routes = routes.add_service(EventSinkServiceServer::new(self.clone()));
        serve_in_memory(routes.add_service(DirectoryServiceServer::new(self.clone())))
    }

    /// Makes identity answer UNAVAILABLE.
    pub(crate) fn goes_away(&self) {
        *self.state.mood.lock().unwrap() = Mood::Away;
    }

    /// Makes identity answer again.
    pub(crate) fn comes_back(&self) {
        *self.state.mood.lock().unwrap() = Mood::Answers;
    }

    /// Opens a session of an account and returns its access token.
    pub(crate) fn log_in(&self, account_id: AccountId) -> String {
        let user = EndUser {
            account_id,
            ..end_user(&self.env)
        };
        user_token(&self.keys, &self.env, &user)
    }

    /// Opens a session of somebody who proved who they are some time ago.
    pub(crate) fn logged_in_before(&self, account_id: AccountId, ago: Duration) -> String {
        let user = EndUser {
            account_id,
            auth_time: self.env.now() - ago,
            ..end_user(&self.env)
        };
        user_token(&self.keys, &self.env, &user)
    }

    /// Gives an account a login name.
    pub(crate) fn knows(&self, account_id: AccountId, login: &str) {
        let mut logins = self.state.logins.lock().unwrap();
        logins.insert(account_id.to_string(), login.to_owned());
    }

    /// Ends the session of a token.
    pub(crate) fn log_out(&self, token: &str) {
        let session = self.claims(token).unwrap().sid.to_string();
        self.state.ended.lock().unwrap().insert(session);
    }

    /// Waits until events have arrived, and returns all of them.
    pub(crate) async fn events(&self, at_least: usize) -> Vec<Event> {
        let mut events = self.state.events.subscribe();
        let arrived = events.wait_for(|events| events.len() >= at_least).await;
        arrived.unwrap().clone()
    }

    fn claims(&self, token: &str) -> Result<Claims, jwt::Error> {
        let keys: PublicKeys = self.keys.public_keys().into_iter().collect();
        jwt::verify(token, &keys, self.env.now(), ISSUER, AUDIENCE)
    }

    fn answers(&self) -> Result<(), Status> {
        match *self.state.mood.lock().unwrap() {
            Mood::Answers => Ok(()),
            Mood::Away => Err(Status::unavailable("away")),
        }
    }
}

#[tonic::async_trait]
impl EventSinkService for FakeIdentity {
    async fn deliver_event(
        &self,
        request: Request<DeliverEventRequest>,
    ) -> Result<Response<DeliverEventResponse>, Status> {
        self.answers()?;
        let caller = request.metadata().get("kabinet-caller");
        if caller.is_none_or(|caller| caller != "service/profile") {
            return Err(Refusal::permission_denied(Reason::CallerNotAllowed, "who?").into());
        }
        let event = request.into_inner().event.unwrap();
        self.state.events.send_modify(|events| events.push(event));
        Ok(Response::new(DeliverEventResponse {}))
    }
}

#[tonic::async_trait]
impl DirectoryService for FakeIdentity {
    async fn get_login(
        &self,
        request: Request<GetLoginRequest>,
    ) -> Result<Response<GetLoginResponse>, Status> {
        self.answers()?;
        let logins = self.state.logins.lock().unwrap();
        let login = logins.get(&request.get_ref().account_id).cloned();
        let unknown = || Refusal::not_found(Reason::AccountNotFound, "nobody");
        Ok(Response::new(GetLoginResponse {
            login: login.ok_or_else(unknown)?,
        }))
    }
}

#[tonic::async_trait]
impl SessionService for FakeIdentity {
    type WatchRevocationsStream = BoxStream<WatchRevocationsResponse>;

    async fn watch_revocations(
        &self,
        _: Request<WatchRevocationsRequest>,
    ) -> Result<Response<Self::WatchRevocationsStream>, Status> {
        Err(not_of_profile())
    }

    async fn get_signing_keys(
        &self,
        _: Request<GetSigningKeysRequest>,
    ) -> Result<Response<GetSigningKeysResponse>, Status> {
        self.answers()?;
        let keys = self.keys.public_keys().into_iter();
        let keys = keys.map(|(kid, public_key)| SigningKey {
            key_id: kid.to_string(),
            public_key: public_key.to_vec(),
        });
        Ok(Response::new(GetSigningKeysResponse {
            keys: keys.collect(),
            issuer: ISSUER.to_owned(),
        }))
    }

    async fn introspect(
        &self,
        request: Request<IntrospectRequest>,
    ) -> Result<Response<IntrospectResponse>, Status> {
        self.answers()?;
        let Ok(claims) = self.claims(&request.get_ref().access_token) else {
            return Ok(Response::new(IntrospectResponse::default()));
        };
        let session_id = claims.sid.to_string();
        let ended = self.state.ended.lock().unwrap().contains(&session_id);
        Ok(Response::new(IntrospectResponse {
            active: !ended,
            account_id: claims.sub.to_string(),
            session_id,
            ..IntrospectResponse::default()
        }))
    }

    async fn login(&self, _: Request<LoginRequest>) -> Result<Response<LoginResponse>, Status> {
        Err(not_of_profile())
    }

    async fn refresh_session(
        &self,
        _: Request<RefreshSessionRequest>,
    ) -> Result<Response<RefreshSessionResponse>, Status> {
        Err(not_of_profile())
    }

    async fn list_sessions(
        &self,
        _: Request<ListSessionsRequest>,
    ) -> Result<Response<ListSessionsResponse>, Status> {
        Err(not_of_profile())
    }

    async fn revoke_session(
        &self,
        _: Request<RevokeSessionRequest>,
    ) -> Result<Response<RevokeSessionResponse>, Status> {
        Err(not_of_profile())
    }

    async fn revoke_all_sessions(
        &self,
        _: Request<RevokeAllSessionsRequest>,
    ) -> Result<Response<RevokeAllSessionsResponse>, Status> {
        Err(not_of_profile())
    }

    async fn reauthenticate(
        &self,
        _: Request<ReauthenticateRequest>,
    ) -> Result<Response<ReauthenticateResponse>, Status> {
        Err(not_of_profile())
    }
}

fn not_of_profile() -> Status {
    Status::unimplemented("profile calls no such method")
}
