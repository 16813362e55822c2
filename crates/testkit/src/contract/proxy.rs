use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::{HeaderMap, Request, Response};
use http_body_util::BodyExt as _;
use tonic::{
    Code, Status,
    body::Body,
    codegen::StdError,
    transport::{Channel, Server},
};
use tower::{Service, ServiceExt as _};

use super::fault;
use crate::in_memory;

/// Returns a channel to the same server on which a refusal that the contract does not document becomes
/// an `INTERNAL` without a reason that says so: no test expects that.
pub fn held_to_contract(channel: Channel) -> Channel {
    let (incoming, held) = in_memory();
    tokio::spawn(Server::builder().serve_with_incoming(Proxy(channel), incoming));
    held
}

#[derive(Clone)]
struct Proxy(Channel);

impl Service<Request<Body>> for Proxy {
    type Response = Response<Body>;
    type Error = StdError;
    type Future = BoxFuture<'static, Result<Response<Body>, StdError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), StdError>> {
        // Waiting for the connection is part of the call.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let channel = self.0.clone();
        Box::pin(async move {
            let rpc = request.uri().path().trim_start_matches('/').to_owned();
            match channel.oneshot(request).await {
                Ok(answer) => Ok(held(rpc, answer)),
                // As a client sees it that has the server itself before it.
                Err(error) => Ok(Status::from_error(error.into()).into_http()),
            }
        })
    }
}

fn held(rpc: String, mut answer: Response<Body>) -> Response<Body> {
    hold(&rpc, answer.headers_mut());
    answer.map(|body| {
        Body::new(body.map_frame(move |mut frame| {
            if let Some(trailers) = frame.trailers_mut() {
                hold(&rpc, trailers);
            }
            frame
        }))
    })
}

/// Replaces a status that the contract does not document.
fn hold(rpc: &str, headers: &mut HeaderMap) {
    let Some(status) = Status::from_header_map(headers) else {
        return;
    };
    if status.code() == Code::Ok {
        return;
    }
    if let Some(fault) = fault::of(rpc, &status) {
        let told = Status::internal(format!("{rpc} answers {status:?}: {fault}"));
        headers.remove("grpc-status-details-bin");
        told.add_header(headers)
            .expect("a status is made of headers");
    }
}
