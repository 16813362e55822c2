use http::{HeaderMap, HeaderValue};
use opentelemetry::Context;
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::TraceContextExt as _;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use tonic::metadata::MetadataMap;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

const TRACEPARENT: &str = "traceparent";

/// Returns the W3C `traceparent` of the current span, if there is one.
pub fn current_traceparent() -> Option<String> {
    traceparent(&Span::current())
}

/// Makes the span a child of the remote span that `traceparent` names; nonsense is ignored.
///
/// Takes effect only before the span is entered for the first time.
pub fn set_parent(span: &Span, traceparent: &str) {
    let context = TraceContextPropagator::new()
        .extract_with_context(&Context::new(), &OnlyTraceparent(traceparent));
    if context.span().span_context().is_valid() {
        // A span that is filtered out has no parent to set, and nobody misses it.
        let _ = span.set_parent(context);
    }
}

/// Makes the span a child of the caller's, if the call's headers name one.
pub fn set_parent_from(span: &Span, headers: &HeaderMap) {
    if let Some(value) = headers
        .get(TRACEPARENT)
        .and_then(|value| value.to_str().ok())
    {
        set_parent(span, value);
    }
}

/// Adds the current span's context to the metadata of an outgoing call.
pub fn inject(metadata: &mut MetadataMap) {
    if let Some(value) = current_traceparent().and_then(|text| text.parse().ok()) {
        metadata.insert(TRACEPARENT, value);
    }
}

/// Adds the span's context to the headers of an outgoing call.
pub fn inject_span(span: &Span, headers: &mut HeaderMap) {
    if let Some(value) = traceparent(span).and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert(TRACEPARENT, value);
    }
}

fn traceparent(span: &Span) -> Option<String> {
    let context = span.context();
    let remote = context.span().span_context().clone();
    remote.is_valid().then(|| {
        format!(
            "00-{}-{}-{:02x}",
            remote.trace_id(),
            remote.span_id(),
            remote.trace_flags().to_u8()
        )
    })
}

/// Hides `tracestate`: free text of a caller that would be exported with the span.
struct OnlyTraceparent<'a>(&'a str);

impl Extractor for OnlyTraceparent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == TRACEPARENT).then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec![TRACEPARENT]
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    const REMOTE: &str = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    fn with_spans<T>(act: impl FnOnce() -> T) -> T {
        let provider = SdkTracerProvider::builder().build();
        let subscriber = tracing_subscriber::registry().with(crate::span_layer(&provider));
        tracing::subscriber::with_default(subscriber, act)
    }

    #[test]
    fn trace_continues_from_a_traceparent() {
        with_spans(|| {
            let span = tracing::info_span!("work");
            set_parent(&span, REMOTE);
            let continued = span.in_scope(current_traceparent).unwrap();
            assert_eq!(continued[..36], REMOTE[..36]);
            assert_ne!(continued, REMOTE);
        });
    }

    #[test]
    fn nonsense_starts_a_new_trace() {
        for nonsense in ["", "00", "00-0-0-01", "00-zz-zz-zz", &"9".repeat(9_000)] {
            with_spans(|| {
                let span = tracing::info_span!("work");
                set_parent(&span, nonsense);
                let started = span.in_scope(current_traceparent).unwrap();
                assert_eq!(started.len(), REMOTE.len());
            });
        }
    }

    #[test]
    fn outside_a_span_there_is_no_traceparent() {
        with_spans(|| assert_eq!(current_traceparent(), None));
    }

    #[test]
    fn headers_carry_the_span() {
        with_spans(|| {
            let span = tracing::info_span!("work");
            let mut headers = HeaderMap::new();
            inject_span(&span, &mut headers);
            let sent = headers[TRACEPARENT].to_str().unwrap().to_owned();
            assert_eq!(span.in_scope(current_traceparent), Some(sent));
        });
    }
}
