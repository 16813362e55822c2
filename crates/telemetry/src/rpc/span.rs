use tonic::Code;
use tracing::Span;
use tracing::field::Empty;

use super::Method;

/// Starts the span of a call that is served here.
pub fn server_span(method: Method<'_>) -> Span {
    tracing::info_span!(
        "rpc.server",
        otel.name = %method,
        otel.kind = "server",
        otel.status_code = Empty,
        rpc.system = "grpc",
        rpc.service = method.service,
        rpc.method = method.name,
        rpc.grpc.status_code = Empty,
    )
}

/// Starts the span of a call to the peer of that name.
pub fn client_span(method: Method<'_>, peer: &str) -> Span {
    tracing::info_span!(
        "rpc.client",
        otel.name = %method,
        otel.kind = "client",
        otel.status_code = Empty,
        peer.service = peer,
        rpc.system = "grpc",
        rpc.service = method.service,
        rpc.method = method.name,
        rpc.grpc.status_code = Empty,
    )
}

/// Which side of the call a span is about: the conventions call different codes an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Server,
    Client,
}

pub(super) fn record(span: &Span, side: Side, code: Code) {
    span.record("rpc.grpc.status_code", code as i64);
    if is_error(side, code) {
        span.record("otel.status_code", "ERROR");
    }
}

fn is_error(side: Side, code: Code) -> bool {
    match side {
        Side::Client => code != Code::Ok,
        Side::Server => matches!(
            code,
            Code::Unknown
                | Code::DeadlineExceeded
                | Code::Unimplemented
                | Code::Internal
                | Code::Unavailable
                | Code::DataLoss
        ),
    }
}
