use std::sync::Arc;
use std::time::Duration;

use http::Request;
use kabinet_proto::errors::v1::Reason;
use kabinet_status::Refusal;
use tokio::sync::Semaphore;
use tonic::body::Body;

use super::step::{Answer, Step, is_infrastructure, refuse};
use crate::methods::Paths;

mod held;

use held::Held;

/// When an overloaded server asks to be called again.
const RETRY_AFTER: Duration = Duration::from_secs(1);

/// Refuses calls beyond the limit at once, instead of letting them queue past their deadline.
///
/// A call that takes a stream is in work until its answer has been sent: it may answer while it
/// still reads.
#[derive(Clone, Debug)]
pub(crate) struct Overload {
    permits: Arc<Semaphore>,
    streams: Paths,
}

impl Overload {
    pub(crate) fn new(limit: usize, streams: Paths) -> Self {
        Self {
            permits: Arc::new(Semaphore::new(limit)),
            streams,
        }
    }
}

impl Step for Overload {
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static,
    {
        if is_infrastructure(&request) {
            return next(request);
        }
        let Ok(permit) = Arc::clone(&self.permits).try_acquire_owned() else {
            return refuse(Refusal::resource_exhausted(
                Reason::Overloaded,
                RETRY_AFTER,
                "the server has too many calls in work",
            ));
        };
        let is_stream = self.streams.contains(request.uri().path());
        let answer = next(request);
        Box::pin(async move {
            let response = answer.await;
            if is_stream {
                return response.map(|body| Body::new(Held::new(body, permit)));
            }
            drop(permit);
            response
        })
    }
}
