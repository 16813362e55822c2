use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use tonic::Status;
use tonic::body::Body;
use tower::{Layer, Service};

/// An answer on its way.
pub(super) type Answer = Pin<Box<dyn Future<Output = Response<Body>> + Send>>;

/// One thing that is done around every call.
pub(crate) trait Step: Clone + Send + 'static {
    /// Answers the request, by what comes next or instead of it.
    fn run<N>(&self, request: Request<Body>, next: N) -> Answer
    where
        N: FnOnce(Request<Body>) -> Answer + Send + 'static;
}

/// Says whether the request is for health or reflection, which must work whatever the load.
pub(super) fn is_infrastructure(request: &Request<Body>) -> bool {
    request.uri().path().starts_with("/grpc.")
}

/// Answers without doing the call.
pub(super) fn refuse(status: impl Into<Status>) -> Answer {
    let response = status.into().into_http();
    Box::pin(async { response })
}

/// Puts a step around a service.
#[derive(Clone, Debug)]
pub(crate) struct StepLayer<T>(pub(crate) T);

impl<T: Clone, S> Layer<S> for StepLayer<T> {
    type Service = Around<T, S>;

    fn layer(&self, inner: S) -> Around<T, S> {
        Around {
            step: self.0.clone(),
            inner,
        }
    }
}

/// A service with a step around it.
#[derive(Clone, Debug)]
pub(crate) struct Around<T, S> {
    step: T,
    inner: S,
}

impl<T, S> Service<Request<Body>> for Around<T, S>
where
    T: Step,
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S: Clone + Send + 'static,
    S::Future: Send,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let clone = self.inner.clone();
        // The one that was asked whether it is ready is the one to call.
        let mut ready = std::mem::replace(&mut self.inner, clone);
        let answer = self.step.run(request, move |request| {
            Box::pin(async move {
                match ready.call(request).await {
                    Ok(response) => response,
                    Err(never) => match never {},
                }
            })
        });
        Box::pin(async move { Ok(answer.await) })
    }
}
