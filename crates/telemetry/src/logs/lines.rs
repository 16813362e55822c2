use std::fmt;

use opentelemetry::Context;
use opentelemetry::trace::TraceContextExt as _;
use serde_json::{Map, Value};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::{JsonFields, Writer};
use tracing_subscriber::fmt::time::{FormatTime as _, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormattedFields};
use tracing_subscriber::registry::LookupSpan;

use super::collect::Collector;
use crate::LogFormat;

/// How a span's fields are kept until an event inside it is logged.
pub(crate) type Fields = JsonFields;

/// Writes an event as one line.
pub(crate) struct Lines {
    format: LogFormat,
    service: &'static str,
}

impl Lines {
    pub(crate) fn new(format: LogFormat, service: &'static str) -> Self {
        Self { format, service }
    }
}

impl<S> FormatEvent<S, Fields> for Lines
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, Fields>,
        writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut own = Collector::default();
        event.record(&mut own);
        let message = own.fields.remove("message");
        let mut fields = fields_of_spans(context);
        fields.append(&mut own.fields);
        let line = Line {
            time: now()?,
            event,
            message: message.as_ref().and_then(Value::as_str).unwrap_or_default(),
            fields,
        };
        match self.format {
            LogFormat::Json => line.write_json(writer, self.service),
            LogFormat::Text => line.write_text(writer),
        }
    }
}

struct Line<'a, 'event> {
    time: String,
    event: &'a Event<'event>,
    message: &'a str,
    fields: Map<String, Value>,
}

impl Line<'_, '_> {
    fn write_json(mut self, mut writer: Writer<'_>, service: &str) -> fmt::Result {
        let metadata = self.event.metadata();
        let context = Context::current();
        let span = context.span().span_context().clone();
        let mut put = |key: &str, value: String| self.fields.insert(key.to_owned(), value.into());
        put("timestamp", self.time);
        put("level", metadata.level().to_string());
        put("service", service.to_owned());
        put("target", metadata.target().to_owned());
        put("message", self.message.to_owned());
        if span.is_valid() {
            put("trace_id", span.trace_id().to_string());
            put("span_id", span.span_id().to_string());
        }
        writeln!(writer, "{}", Value::Object(self.fields))
    }

    fn write_text(self, mut writer: Writer<'_>) -> fmt::Result {
        let metadata = self.event.metadata();
        write!(
            writer,
            "{} {:5} {}: {}",
            self.time,
            metadata.level(),
            metadata.target(),
            self.message.replace(char::is_control, " ")
        )?;
        for (key, value) in &self.fields {
            // As JSON, so that no value can break the line.
            write!(writer, " {key}={value}")?;
        }
        writeln!(writer)
    }
}

/// Fields of the spans around the event, inner ones over outer ones.
fn fields_of_spans<S>(context: &FmtContext<'_, S, Fields>) -> Map<String, Value>
where
    S: Subscriber + for<'span> LookupSpan<'span>,
{
    let mut fields = Map::new();
    let scope = context.event_scope().into_iter().flatten();
    for span in scope.collect::<Vec<_>>().into_iter().rev() {
        let extensions = span.extensions();
        let formatted = extensions.get::<FormattedFields<Fields>>();
        let parsed = formatted.and_then(|text| serde_json::from_str(&text.fields).ok());
        if let Some(Value::Object(of_span)) = parsed {
            let kept = of_span
                .into_iter()
                .filter(|(key, _)| !key.starts_with("otel."));
            fields.extend(kept);
        }
    }
    fields
}

fn now() -> Result<String, fmt::Error> {
    let mut text = String::new();
    SystemTime.format_time(&mut Writer::new(&mut text))?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;
    use crate::TelemetryConfig;

    #[derive(Debug, thiserror::Error)]
    #[error("the step failed")]
    struct Outer(#[source] fmt::Error);

    #[derive(Clone, Default)]
    struct Captured(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Captured {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn logged(config: &TelemetryConfig, act: impl FnOnce()) -> String {
        let captured = Captured::default();
        let writer = captured.clone();
        let provider = SdkTracerProvider::builder().build();
        let subscriber = tracing_subscriber::registry()
            .with(crate::span_layer(&provider))
            .with(crate::log_layer(config, "identity", move || writer.clone()).unwrap());
        tracing::subscriber::with_default(subscriber, act);
        let bytes = captured.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn json_line_carries_the_ids_and_fields_of_its_span() {
        let line = logged(&TelemetryConfig::default(), || {
            let _span =
                tracing::info_span!("rpc", rpc.method = "Login", otel.kind = "server").entered();
            tracing::info!(account.id = "acc_1", "logged in");
        });
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["message"], "logged in");
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["service"], "identity");
        assert_eq!(line["account.id"], "acc_1");
        assert_eq!(line["rpc.method"], "Login");
        assert_eq!(line["trace_id"].as_str().unwrap().len(), 32);
        assert_eq!(line["span_id"].as_str().unwrap().len(), 16);
        assert!(line.get("otel.kind").is_none());
    }

    #[test]
    fn json_line_outside_a_span_has_no_ids() {
        let line = logged(&TelemetryConfig::default(), || tracing::warn!("alone"));
        let line: Value = serde_json::from_str(&line).unwrap();
        assert!(line.get("trace_id").is_none());
    }

    #[test]
    fn no_value_can_break_a_line() {
        let config = TelemetryConfig {
            log_format: LogFormat::Text,
            ..TelemetryConfig::default()
        };
        let text = logged(&config, || {
            tracing::info!(name = "a\nb\u{1b}[31m", "hel\nlo");
        });
        assert_eq!(text.lines().count(), 1, "{text:?}");
        assert!(!text.contains('\u{1b}'), "{text:?}");
    }

    #[test]
    fn statements_are_not_logged() {
        let text = logged(&TelemetryConfig::default(), || {
            tracing::warn!(target: "sqlx::query", "slow");
            tracing::info!(target: "sqlx::postgres::notice", "exists");
        });
        assert_eq!(text, "");
    }

    #[test]
    fn an_error_is_logged_with_its_causes() {
        let line = logged(&TelemetryConfig::default(), || {
            let error = Outer(fmt::Error);
            tracing::error!(error = &error as &dyn std::error::Error, "failed");
        });
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(line["error"], format!("the step failed: {}", fmt::Error));
    }
}
