use std::panic::AssertUnwindSafe;

use futures::FutureExt as _;
use http::Request;
use kabinet_status::Refusal;
use tonic::Status;
use tonic::body::Body;

use super::step::{Answer, Step};

/// Answers a call whose handler panicked; the panic hook has logged it.
#[derive(Clone, Debug)]
pub(crate) struct Panics;

impl Step for Panics {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        let answer = next(request);
        // What the handler held is dropped by the unwinding and never seen again.
        let caught = AssertUnwindSafe(answer).catch_unwind();
        Box::pin(async move {
            caught
                .await
                .unwrap_or_else(|_| Status::from(Refusal::internal()).into_http())
        })
    }
}
