use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Response};
use http_body::{Frame, SizeHint};
use tonic::body::Body;
use tonic::{Code, Status};
use tracing::Span;

use super::span::{Side, record};

/// Writes into a call's span how the call ended, once, wherever the answer says so.
///
/// A call that is dropped before it has ended was cancelled by its caller.
#[derive(Debug)]
pub struct Outcome {
    span: Span,
    side: Side,
    code: Code,
}

impl Outcome {
    /// Watches a call that is served here.
    pub fn of_server(span: Span) -> Self {
        Self::new(span, Side::Server)
    }

    /// Watches a call to a peer.
    pub fn of_client(span: Span) -> Self {
        Self::new(span, Side::Client)
    }

    fn new(span: Span, side: Side) -> Self {
        Self {
            span,
            side,
            code: Code::Cancelled,
        }
    }

    /// Ends the call with a code.
    pub fn end(mut self, code: Code) {
        self.code = code;
    }

    /// Ends the call with its answer: now, or when the answer's body ends.
    pub fn observe(mut self, response: Response<Body>) -> Response<Body> {
        if let Some(code) = code_of(response.headers()) {
            self.code = code;
            return response;
        }
        response.map(|body| {
            Body::new(Observed {
                body,
                outcome: Some(self),
            })
        })
    }
}

impl Drop for Outcome {
    fn drop(&mut self) {
        record(&self.span, self.side, self.code);
    }
}

/// A body whose end is the end of its call.
#[derive(Debug)]
pub struct Observed {
    body: Body,
    outcome: Option<Outcome>,
}

impl Observed {
    fn end(&mut self, code: Code) {
        if let Some(outcome) = self.outcome.take() {
            outcome.end(code);
        }
    }
}

impl http_body::Body for Observed {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        match &polled {
            Poll::Ready(Some(Ok(frame))) => {
                if let Some(trailers) = frame.trailers_ref() {
                    self.end(code_of(trailers).unwrap_or(Code::Unknown));
                }
            }
            Poll::Ready(Some(Err(status))) => self.end(status.code()),
            Poll::Ready(None) => self.end(Code::Unknown),
            Poll::Pending => {}
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        http_body::Body::is_end_stream(&self.body)
    }

    fn size_hint(&self) -> SizeHint {
        http_body::Body::size_hint(&self.body)
    }
}

fn code_of(headers: &HeaderMap) -> Option<Code> {
    headers
        .get("grpc-status")
        .map(|value| Code::from_bytes(value.as_bytes()))
}
