//! The line between a gateway and a service, on which a reply may be lost.

use std::{
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use bytes::Bytes;
use futures::future::BoxFuture;
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};
use tonic::{Status, body::Body, codegen::StdError, transport::Channel};
use tower::{Service, ServiceExt as _};

/// Long enough for a call to be sent, too short for it to be answered.
const CUT_AFTER: Duration = Duration::from_millis(1);

/// What befalls one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mishap {
    /// The service has answered; its answer does not arrive.
    ReplyLost,
    /// The connection breaks while the service is at work.
    Cut,
    /// The call arrives twice at the same time; one of the answers does.
    Twice,
    /// The call arrives once more, whenever [`Mishaps::deliver_late`] says.
    Late,
}

/// What will befall the next call; a clone shares it.
#[derive(Clone, Default)]
pub(crate) struct Mishaps(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    next: Option<Mishap>,
    late: Option<(Channel, Request<Bytes>)>,
}

/// A channel that mishaps befall.
#[derive(Clone)]
pub(crate) struct Line {
    channel: Channel,
    mishaps: Mishaps,
}

impl Mishaps {
    /// Lets this befall the next call.
    pub(crate) fn befall_next(&self, mishap: Mishap) {
        self.with(|state| state.next = Some(mishap));
    }

    /// Lets the call that is late arrive now, and returns what the service says to it.
    pub(crate) async fn deliver_late(&self) -> Result<(), Status> {
        let (channel, request) = self
            .with(|state| state.late.take())
            .expect("a call is late");
        let answer = send(&channel, &request).await;
        let answer = answer.map_err(Status::from_error)?;
        let headers = answer.headers().clone();
        let trailers = answer.into_body().collect().await?;
        let status = Status::from_header_map(&headers)
            .or_else(|| Status::from_header_map(trailers.trailers()?));
        match status {
            Some(status) if status.code() != tonic::Code::Ok => Err(status),
            _ => Ok(()),
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Line {
    pub(super) fn new(channel: Channel, mishaps: Mishaps) -> Self {
        Self { channel, mishaps }
    }
}

impl Service<Request<Body>> for Line {
    type Response = Response<Body>;
    type Error = StdError;
    type Future = BoxFuture<'static, Result<Response<Body>, StdError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        // Waiting for the connection is part of the call.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let (channel, mishaps) = (self.channel.clone(), self.mishaps.clone());
        Box::pin(async move {
            let Some(mishap) = mishaps.with(|state| state.next.take()) else {
                return Ok(channel.oneshot(request).await?);
            };
            let (parts, body) = request.into_parts();
            let request = Request::from_parts(parts, body.collect().await?.to_bytes());
            befall(mishap, channel, request, &mishaps).await
        })
    }
}

async fn befall(
    mishap: Mishap,
    channel: Channel,
    request: Request<Bytes>,
    mishaps: &Mishaps,
) -> Result<Response<Body>, StdError> {
    match mishap {
        Mishap::ReplyLost => {
            let answer = send(&channel, &request).await?;
            answer.into_body().collect().await?;
            Err(Status::unavailable("the reply was lost").into())
        }
        Mishap::Cut => {
            let cut = tokio::time::timeout(CUT_AFTER, send(&channel, &request)).await;
            drop(cut);
            Err(Status::unavailable("the connection was cut").into())
        }
        Mishap::Twice => {
            let both = tokio::join!(send(&channel, &request), send(&channel, &request));
            both.1
        }
        Mishap::Late => {
            let answer = send(&channel, &request).await?;
            mishaps.with(|state| state.late = Some((channel, request)));
            Ok(answer)
        }
    }
}

async fn send(channel: &Channel, request: &Request<Bytes>) -> Result<Response<Body>, StdError> {
    let request = request.clone().map(|body| Body::new(Full::new(body)));
    Ok(channel.clone().oneshot(request).await?)
}
