use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request};
use http_body::Frame;
use kabinet_status::Refusal;
use tokio_util::sync::{CancellationToken, WaitForCancellationFutureOwned};
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure};
use crate::methods::Paths;

/// When a caller of a server that stops should look for another one.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Ends the open streams of health and reflection, and those that a caller watches, when the server
/// stops: they never end by themselves, and a connection with an open stream does not close.
#[derive(Clone, Debug)]
pub(crate) struct Drain {
    stopping: CancellationToken,
    watches: Paths,
}

impl Drain {
    pub(crate) fn new(stopping: CancellationToken, watches: Paths) -> Self {
        Self { stopping, watches }
    }
}

impl Step for Drain {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        if !is_infrastructure(&request) && !self.watches.contains(request.uri().path()) {
            return next(request);
        }
        let answer = next(request);
        let stopping = self.stopping.clone();
        Box::pin(async move {
            answer.await.map(|body| {
                Body::new(Draining {
                    body,
                    stopping: Box::pin(stopping.cancelled_owned()),
                    ended: false,
                })
            })
        })
    }
}

struct Draining {
    body: Body,
    stopping: Pin<Box<WaitForCancellationFutureOwned>>,
    ended: bool,
}

impl http_body::Body for Draining {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        // What is due, the news that the server stops among it, still goes out.
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        self.stopping.as_mut().poll(context).map(|()| {
            self.ended = true;
            let mut trailers = HeaderMap::new();
            let written = Status::from(Refusal::unavailable(RETRY_AFTER)).add_header(&mut trailers);
            Some(written.map(|()| Frame::trailers(trailers)))
        })
    }

    fn is_end_stream(&self) -> bool {
        self.ended || self.body.is_end_stream()
    }
}
