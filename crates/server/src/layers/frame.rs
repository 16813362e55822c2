use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Request;
use http_body::Frame as BodyFrame;
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure};
use crate::methods::Paths;

mod messages;

use messages::{Count, Malformed, Messages};

/// Requires that a request is exactly one uncompressed message within the limit, or any number of
/// them where the RPC takes a stream. tonic calls most other forms INTERNAL, as if they were the
/// server's fault, and a request that its caller broke off a stream that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    limit: usize,
    streams: Paths,
}

impl Frame {
    pub(crate) fn new(limit: usize, streams: Paths) -> Self {
        Self { limit, streams }
    }
}

impl Step for Frame {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        if is_infrastructure(&request) {
            return next(request);
        }
        let count = if self.streams.contains(request.uri().path()) {
            Count::Any
        } else {
            Count::One
        };
        let messages = Messages::new(count, self.limit);
        next(request.map(|body| {
            Body::new(Framed {
                body,
                messages,
                ended: false,
            })
        }))
    }
}

struct Framed {
    body: Body,
    messages: Messages,
    ended: bool,
}

impl http_body::Body for Framed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<BodyFrame<Bytes>, Status>>> {
        if self.ended {
            return Poll::Ready(None);
        }
        let polled = std::task::ready!(Pin::new(&mut self.body).poll_frame(context));
        let checked = match &polled {
            Some(Ok(frame)) => match frame.data_ref() {
                Some(data) => self.messages.take(data),
                None => self.messages.end(),
            },
            Some(Err(_)) => Err(Malformed::Cut),
            None => self.messages.end(),
        };
        if let Err(malformed) = checked {
            self.ended = true;
            return Poll::Ready(Some(Err(malformed.into())));
        }
        Poll::Ready(polled)
    }

    fn is_end_stream(&self) -> bool {
        self.ended || (self.body.is_end_stream() && self.messages.end().is_ok())
    }
}

#[cfg(test)]
mod tests {
    use std::iter;

    use http_body_util::{BodyExt as _, StreamBody};
    use tonic::Code;

    use super::*;

    // tonic takes CANCELLED from the body of a request for its end, and a handler would take half a
    // stream for the whole.
    #[tokio::test]
    async fn stream_that_its_caller_broke_off_does_not_end_well() {
        let message = Ok(BodyFrame::data(Bytes::from_static(&[0; 5])));
        let broken_off = Err(Status::cancelled("reset"));
        let body = StreamBody::new(tokio_stream::iter([message, broken_off]));
        let streams = iter::once("/s.S/Take".to_owned()).collect();
        let request = Request::post("/s.S/Take").body(Body::new(body)).unwrap();
        let next = |request: Request<Body>| -> Answer {
            Box::pin(async {
                let refused = request.into_body().collect().await.unwrap_err();
                refused.into_http()
            })
        };
        let response = Frame::new(16, streams).run(request, next).await;
        let status = Status::from_header_map(response.headers()).unwrap();
        assert_eq!(status.code(), Code::InvalidArgument);
    }
}
