use std::error::Error;
use std::time::Duration;

use http::{HeaderValue, Request, Response};
use kabinet_env::crash;
use kabinet_telemetry::inject_span;
use kabinet_telemetry::rpc::{Method, Outcome, client_span};
use tokio::time::Instant;
use tonic::body::Body;
use tonic::transport::Channel;
use tonic::{Status, TimeoutExpired};
use tower::{Service as _, ServiceExt as _};
use tracing::Instrument as _;

use crate::body::Timed;

const CALLER: &str = "kabinet-caller";
const TIMEOUT: &str = "grpc-timeout";

/// One call to a peer.
pub(crate) struct Call {
    pub(crate) channel: Channel,
    pub(crate) caller: HeaderValue,
    pub(crate) peer: &'static str,
    pub(crate) deadline: Duration,
}

impl Call {
    pub(crate) async fn run(self, mut request: Request<Body>) -> Result<Response<Body>, Status> {
        let path = request.uri().path().to_owned();
        let method = Method::of_path(&path).unwrap_or(Method::UNKNOWN);
        let span = client_span(method, self.peer);
        let outcome = Outcome::of_client(span.clone());

        let headers = request.headers_mut();
        headers.insert(CALLER, self.caller.clone());
        headers.insert(TIMEOUT, timeout(self.deadline));
        inject_span(&span, headers);

        match self.send(method, request).instrument(span).await {
            Ok(response) => Ok(outcome.observe(response)),
            Err(status) => {
                outcome.end(status.code());
                Err(status)
            }
        }
    }

    async fn send(
        mut self,
        method: Method<'_>,
        request: Request<Body>,
    ) -> Result<Response<Body>, Status> {
        let end = Instant::now() + self.deadline;
        crash::point(&format!("peer.{}.{}.before", self.peer, method.name));
        let answer = async { self.channel.ready().await?.call(request).await };
        let answered = tokio::time::timeout_at(end, answer).await;
        crash::point(&format!("peer.{}.{}.after", self.peer, method.name));
        match answered {
            Ok(Ok(response)) => Ok(response.map(|body| Body::new(Timed::new(body, end)))),
            Ok(Err(error)) if !is_timeout(&error) => {
                tracing::warn!(
                    peer.service = self.peer,
                    error = &error as &dyn Error,
                    "peer cannot be reached"
                );
                Err(Status::from_error(Box::new(error)))
            }
            Ok(Err(_)) | Err(_) => {
                tracing::warn!(peer.service = self.peer, "peer did not answer in time");
                Err(Status::deadline_exceeded("the peer did not answer in time"))
            }
        }
    }
}

/// Says whether tonic, which watches `grpc-timeout` too, was quicker than we.
fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<TimeoutExpired>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Tells the peer the deadline, so that it stops working for nobody.
fn timeout(deadline: Duration) -> HeaderValue {
    // gRPC allows eight digits: in milliseconds that is more than a day.
    let milliseconds = deadline.as_millis().min(99_999_999);
    HeaderValue::try_from(format!("{milliseconds}m")).expect("digits and a letter are ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeout_has_at_most_eight_digits() {
        assert_eq!(timeout(Duration::from_secs(2)), "2000m");
        assert_eq!(timeout(Duration::MAX), "99999999m");
    }
}
