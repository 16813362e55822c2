//! The layer that stands before every handler.

mod guard;

use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::future::BoxFuture;
use http::{Request, Response};
use tower::{Layer, Service};

use crate::{CallerSource, Rules, TokenVerifier};
use guard::Guard;

/// Lets in only the requests that the rules of their RPCs allow.
///
/// A path without a rule is answered `UNIMPLEMENTED` here, so that nothing is served unguarded.
#[derive(Clone)]
pub struct AccessLayer {
    guard: Arc<Guard>,
}

/// A service behind an [`AccessLayer`].
#[derive(Clone)]
pub struct Access<S> {
    inner: S,
    guard: Arc<Guard>,
}

/// Tells that a rule demands access tokens and nothing verifies them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an access rule demands an end user's token, and nothing here verifies tokens")]
pub struct TokensNeeded;

impl AccessLayer {
    /// Makes a layer for a server whose RPCs may need access tokens.
    pub fn new(rules: Rules, source: CallerSource, verifier: Arc<TokenVerifier>) -> Self {
        Self {
            guard: Arc::new(Guard::new(rules, source, Some(verifier))),
        }
    }

    /// Makes a layer for a server that only machines call.
    pub fn without_tokens(rules: Rules, source: CallerSource) -> Result<Self, TokensNeeded> {
        if rules.need_tokens() {
            return Err(TokensNeeded);
        }
        Ok(Self {
            guard: Arc::new(Guard::new(rules, source, None)),
        })
    }
}

impl<S> Layer<S> for AccessLayer {
    type Service = Access<S>;

    fn layer(&self, inner: S) -> Access<S> {
        Access {
            inner,
            guard: self.guard.clone(),
        }
    }
}

impl<S, B, R> Service<Request<B>> for Access<S>
where
    S: Service<Request<B>, Response = Response<R>> + Clone + Send + 'static,
    S::Future: Send,
    B: Send + 'static,
    R: Default,
{
    type Response = Response<R>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Response<R>, S::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone takes no part in readiness: the instance that was polled has to serve.
        let clone = self.inner.clone();
        let mut inner = mem::replace(&mut self.inner, clone);
        let guard = self.guard.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            match guard.admit(&mut parts).await {
                Ok(()) => inner.call(Request::from_parts(parts, body)).await,
                Err(status) => Ok(status.into_http()),
            }
        })
    }
}

#[cfg(test)]
mod tests;
