use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body::{Frame, SizeHint};
use kabinet_proto::errors::v1::Reason;
use kabinet_status::{Refusal, read};
use tonic::body::Body;
use tonic::{Code, Status};
use tracing::Span;

use super::step::{Answer, Step, is_infrastructure};

/// Lets no error out that was not written for the caller.
///
/// An error with a reason of the contract was; anything else of the codes of a defect is replaced.
#[derive(Clone, Debug)]
pub(crate) struct Boundary;

impl Step for Boundary {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        let fault = if is_infrastructure(&request) {
            Fault::OfTheCaller
        } else {
            Fault::OfTheServer
        };
        let answer = next(request);
        Box::pin(async move { fit(answer.await, fault) })
    }
}

/// Whose fault an error is that came without a reason.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Health and reflection have nothing that fails but tonic's codec, which says INTERNAL of
    /// bytes that do not decode.
    OfTheCaller,
    OfTheServer,
}

fn fit(response: Response<Body>, fault: Fault) -> Response<Body> {
    let Some(status) = Status::from_header_map(response.headers()) else {
        return response.map(|body| {
            Body::new(Checked {
                body,
                fault,
                span: Span::current(),
            })
        });
    };
    // Before there is a message tonic says this of a request above its limit, and nobody else does.
    if status.code() == Code::OutOfRange && read::reason(&status).is_none() {
        return too_large().into_http();
    }
    replacement(&status, fault).map_or(response, Status::into_http)
}

fn too_large() -> Status {
    Refusal::invalid_argument(Reason::InvalidRequest, "the request is too large").into()
}

fn malformed() -> Status {
    Refusal::invalid_argument(Reason::InvalidRequest, "the request is malformed").into()
}

/// Returns what is sent in place of the error, if it must not cross the wire.
fn replacement(status: &Status, fault: Fault) -> Option<Status> {
    let defect = matches!(
        status.code(),
        Code::Internal | Code::Unknown | Code::DataLoss | Code::OutOfRange
    );
    if !defect || read::reason(status).is_some() {
        return None;
    }
    if matches!(fault, Fault::OfTheCaller) {
        return Some(malformed());
    }
    // Its text is not logged either: it may quote the data that it is about.
    tracing::error!(
        rpc.grpc.status_code = status.code() as i64,
        "an error without a reason was held back"
    );
    Some(Refusal::internal().into())
}

/// A body whose trailers pass the same check.
struct Checked {
    body: Body,
    fault: Fault,
    span: Span,
}

impl http_body::Body for Checked {
    type Data = Bytes;
    type Error = Status;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Status>>> {
        let polled = Pin::new(&mut self.body).poll_frame(context);
        let Poll::Ready(Some(Ok(frame))) = &polled else {
            return polled;
        };
        let replaced = frame
            .trailers_ref()
            .and_then(Status::from_header_map)
            .and_then(|status| self.span.in_scope(|| replacement(&status, self.fault)));
        let Some(status) = replaced else {
            return polled;
        };
        let mut trailers = HeaderMap::new();
        let written = status.add_header(&mut trailers);
        Poll::Ready(Some(written.map(|()| Frame::trailers(trailers))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
