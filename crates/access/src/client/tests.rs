use hyper_util::rt::TokioIo;
use kabinet_env::id::{AccountId, SessionId};
use kabinet_env::manual::ManualClock;
use kabinet_proto::identity::v1 as pb;
use kabinet_proto::identity::v1::session_service_server::{SessionService, SessionServiceServer};
use tokio::io::{DuplexStream, duplex};
use tonic::transport::{Channel, Endpoint, Server, Uri};
use tonic::{Request, Response, Status};

use super::*;

/// An identity that knows one session.
#[derive(Clone)]
struct Identity {
    session_id: SessionId,
    public_key: Vec<u8>,
}

#[tonic::async_trait]
impl SessionService for Identity {
    type WatchRevocationsStream = tonic::codegen::BoxStream<pb::WatchRevocationsResponse>;

    async fn watch_revocations(
        &self,
        _: Request<pb::WatchRevocationsRequest>,
    ) -> Result<Response<Self::WatchRevocationsStream>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn get_signing_keys(
        &self,
        _: Request<GetSigningKeysRequest>,
    ) -> Result<Response<pb::GetSigningKeysResponse>, Status> {
        Ok(Response::new(pb::GetSigningKeysResponse {
            keys: vec![SigningKey {
                key_id: "k1".to_owned(),
                public_key: self.public_key.clone(),
            }],
            issuer: "https://identity.example.com".to_owned(),
        }))
    }

    async fn introspect(
        &self,
        request: Request<IntrospectRequest>,
    ) -> Result<Response<pb::IntrospectResponse>, Status> {
        Ok(Response::new(pb::IntrospectResponse {
            active: request.get_ref().access_token == "live",
            session_id: self.session_id.to_string(),
            ..pb::IntrospectResponse::default()
        }))
    }

    async fn login(
        &self,
        _: Request<pb::LoginRequest>,
    ) -> Result<Response<pb::LoginResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn refresh_session(
        &self,
        _: Request<pb::RefreshSessionRequest>,
    ) -> Result<Response<pb::RefreshSessionResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn list_sessions(
        &self,
        _: Request<pb::ListSessionsRequest>,
    ) -> Result<Response<pb::ListSessionsResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn revoke_session(
        &self,
        _: Request<pb::RevokeSessionRequest>,
    ) -> Result<Response<pb::RevokeSessionResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn revoke_all_sessions(
        &self,
        _: Request<pb::RevokeAllSessionsRequest>,
    ) -> Result<Response<pb::RevokeAllSessionsResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }

    async fn reauthenticate(
        &self,
        _: Request<pb::ReauthenticateRequest>,
    ) -> Result<Response<pb::ReauthenticateResponse>, Status> {
        Err(Status::unimplemented("not asked"))
    }
}

const BUFFER: usize = 64 * 1024;

async fn client(identity: Identity) -> IdentityClient<Channel> {
    let (near, far) = duplex(BUFFER);
    let incoming = tokio_stream::once(Ok::<DuplexStream, std::io::Error>(far));
    let server = Server::builder().add_service(SessionServiceServer::new(identity));
    tokio::spawn(server.serve_with_incoming(incoming));
    IdentityClient::new(channel(near).await)
}

async fn channel(stream: DuplexStream) -> Channel {
    let mut stream = Some(stream);
    let connector = tower::service_fn(move |_: Uri| {
        let stream = stream
            .take()
            .ok_or_else(|| std::io::Error::other("connected before"));
        async move { stream.map(TokioIo::new) }
    });
    let endpoint = Endpoint::from_static("http://identity.invalid");
    endpoint.connect_with_connector(connector).await.unwrap()
}

fn user(session_id: SessionId) -> EndUser {
    let (env, _) = ManualClock::new(2);
    EndUser {
        account_id: AccountId::new(&env),
        session_id,
        auth_time: env.now(),
        amr: Vec::new(),
        acr: String::new(),
        epoch: 1,
        client_id: String::new(),
    }
}

fn identity() -> Identity {
    Identity {
        session_id: SessionId::new(&ManualClock::new(1).0),
        public_key: vec![7; 32],
    }
}

#[tokio::test]
async fn keys_are_those_that_identity_tells() {
    let client = client(identity()).await;
    let keys = client.public_keys().await.unwrap();
    assert_eq!(keys, PublicKeys::from_iter([("k1", [7; 32])]));
}

#[tokio::test]
async fn key_of_another_length_is_no_answer() {
    let identity = Identity {
        public_key: vec![7; 31],
        ..identity()
    };
    assert!(client(identity).await.public_keys().await.is_err());
}

#[tokio::test]
async fn session_is_live_when_identity_says_so_of_this_session() {
    let identity = identity();
    let client = client(identity.clone()).await;
    let this = user(identity.session_id);
    assert!(client.is_active("live", &this).await.unwrap());
    assert!(!client.is_active("ended", &this).await.unwrap());
    let other = user(SessionId::new(&ManualClock::new(3).0));
    assert!(!client.is_active("live", &other).await.unwrap());
}

#[tokio::test]
async fn refusal_of_identity_is_no_answer() {
    let client = client(identity()).await;
    let oversize = "t".repeat(5000);
    assert!(
        client
            .is_active(&oversize, &user(identity().session_id))
            .await
            .is_err()
    );
}
