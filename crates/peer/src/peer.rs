use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{HeaderValue, Request, Response};
use tonic::Status;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint};
use tower::Service;

use crate::call::Call;
use crate::connection;

/// How long a call may take unless the peer was given another deadline.
pub const DEFAULT_DEADLINE: Duration = Duration::from_secs(2);

/// A service of the suite, as another one calls it; cheap to clone, made for generated clients.
#[derive(Clone, Debug)]
pub struct Peer {
    channel: Channel,
    caller: HeaderValue,
    name: &'static str,
    deadline: Duration,
}

impl Peer {
    /// Makes a peer that is connected to with its first call; must be called inside the runtime.
    pub fn connect_lazy(
        endpoint: impl Into<Endpoint>,
        from: &'static str,
        to: &'static str,
    ) -> Self {
        Self::from_channel(connection::lazy(endpoint.into()), from, to)
    }

    /// Makes a peer of a connection that exists, such as one in memory.
    pub fn from_channel(channel: Channel, from: &'static str, to: &'static str) -> Self {
        let caller = HeaderValue::try_from(format!("service/{from}"))
            .expect("names of services are plain ASCII");
        Self {
            channel,
            caller,
            name: to,
            deadline: DEFAULT_DEADLINE,
        }
    }

    /// Gives every call through this clone another deadline.
    #[must_use]
    pub fn with_deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}

impl Service<Request<Body>> for Peer {
    type Response = Response<Body>;
    type Error = Status;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Status>> + Send>>;

    /// Is always ready: waiting for the connection is part of the call and its deadline.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Status>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let call = Call {
            channel: self.channel.clone(),
            caller: self.caller.clone(),
            peer: self.name,
            deadline: self.deadline,
        };
        Box::pin(call.run(request))
    }
}
