use std::convert::Infallible;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::{Request, Response};
use kabinet_env::id::AccountId;
use kabinet_env::manual::ManualClock;
use kabinet_proto::codec::ServerCodec;
use kabinet_proto::timestamp;
use tokio::sync::mpsc;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::body::Body;
use tonic::server::{Grpc, ServerStreamingService};
use tower::Service;

use super::*;
use crate::EndUser;
use crate::revocations::Verdict;

type Told = Result<pb::WatchRevocationsResponse, Status>;
type Stream = UnboundedReceiverStream<Told>;

/// An identity whose streams the test writes; each opening hands out the writing end.
#[derive(Clone)]
struct Identity {
    opened: mpsc::UnboundedSender<mpsc::UnboundedSender<Told>>,
}

impl ServerStreamingService<pb::WatchRevocationsRequest> for Identity {
    type Response = pb::WatchRevocationsResponse;
    type ResponseStream = Stream;
    type Future = BoxFuture<'static, Result<tonic::Response<Stream>, Status>>;

    fn call(&mut self, _: tonic::Request<pb::WatchRevocationsRequest>) -> Self::Future {
        let (writer, stream) = mpsc::unbounded_channel();
        self.opened.send(writer).unwrap();
        Box::pin(async { Ok(tonic::Response::new(stream.into())) })
    }
}

impl Service<Request<Body>> for Identity {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response<Body>, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let identity = self.clone();
        Box::pin(async move {
            let codec =
                ServerCodec::<pb::WatchRevocationsResponse, pb::WatchRevocationsRequest>::default();
            Ok(Grpc::new(codec).server_streaming(identity, request).await)
        })
    }
}

struct World {
    revocations: Arc<Revocations>,
    opened: mpsc::UnboundedReceiver<mpsc::UnboundedSender<Told>>,
    env: Env,
    token: CancellationToken,
}

impl World {
    fn start() -> Self {
        let (opening, opened) = mpsc::unbounded_channel();
        let revocations = Arc::<Revocations>::default();
        let (env, _clock) = ManualClock::new(1);
        let token = CancellationToken::new();
        let identity = Identity { opened: opening };
        let listening = watch(
            Arc::clone(&revocations),
            identity,
            env.clone(),
            token.clone(),
        );
        tokio::spawn(listening);
        Self {
            revocations,
            opened,
            env,
            token,
        }
    }

    async fn stream(&mut self) -> mpsc::UnboundedSender<Told> {
        self.opened.recv().await.unwrap()
    }

    fn verdict(&self, session_id: SessionId) -> Verdict {
        self.revocations.verdict(&EndUser {
            account_id: AccountId::new(&self.env),
            session_id,
            auth_time: self.env.now(),
            amr: Vec::new(),
            acr: String::new(),
            epoch: 1,
            client_id: String::new(),
        })
    }

    fn ended(&self, session_id: SessionId) -> pb::Revocation {
        pb::Revocation {
            session_id: session_id.to_string(),
            epoch: None,
            forget_time: Some(timestamp::write(self.env.now() + Duration::from_mins(6))),
        }
    }
}

fn told(revocations: Vec<pb::Revocation>, current: bool) -> pb::WatchRevocationsResponse {
    pb::WatchRevocationsResponse {
        revocations,
        current,
    }
}

/// Lets what has been written arrive: time is paused, so nothing passes.
async fn arrive() {
    for _ in 0..50 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_known_before_everything_that_stands_was_told() {
    let mut world = World::start();
    let (ended, live) = (SessionId::new(&world.env), SessionId::new(&world.env));
    let stream = world.stream().await;
    stream
        .send(Ok(told(vec![world.ended(ended)], false)))
        .unwrap();
    arrive().await;
    assert_eq!(world.verdict(ended), Verdict::Void);
    assert_eq!(world.verdict(live), Verdict::Unknown);
    stream.send(Ok(told(vec![], true))).unwrap();
    arrive().await;
    assert_eq!(world.verdict(live), Verdict::Live);
}

#[tokio::test(start_paused = true)]
async fn stream_that_ends_is_opened_again_and_tells_anew() {
    let mut world = World::start();
    let session = SessionId::new(&world.env);
    drop(world.stream().await);
    let second = world.stream().await;
    second
        .send(Ok(told(vec![world.ended(session)], true)))
        .unwrap();
    second
        .send(Err(Status::unavailable("the server stops")))
        .unwrap();
    let third = world.stream().await;
    assert_eq!(world.verdict(session), Verdict::Void);
    third.send(Ok(told(vec![], true))).unwrap();
    arrive().await;
    assert_eq!(world.verdict(SessionId::new(&world.env)), Verdict::Live);
}

#[tokio::test(start_paused = true)]
async fn silent_stream_is_left_for_another() {
    let mut world = World::start();
    let silent = world.stream().await;
    silent.send(Ok(told(vec![], true))).unwrap();
    let _other = world.stream().await;
    assert_eq!(world.verdict(SessionId::new(&world.env)), Verdict::Unknown);
    assert!(silent.is_closed());
}

#[tokio::test(start_paused = true)]
async fn malformed_revocation_is_no_beat() {
    let mut world = World::start();
    let stream = world.stream().await;
    let malformed = pb::Revocation {
        session_id: "ses_1".to_owned(),
        ..world.ended(SessionId::new(&world.env))
    };
    stream.send(Ok(told(vec![malformed], true))).unwrap();
    let _other = world.stream().await;
    assert_eq!(world.verdict(SessionId::new(&world.env)), Verdict::Unknown);
}

#[tokio::test(start_paused = true)]
async fn listening_ends_with_the_token() {
    let mut world = World::start();
    let stream = world.stream().await;
    world.token.cancel();
    stream.closed().await;
    assert!(world.opened.recv().await.is_none());
}
