//! Logs and traces of a process of the suite.
//!
//! Owns the log format, the export of spans over OTLP, the W3C trace context that crosses process
//! boundaries, and the names of everything that a span of an RPC says about the call.
//!
//! Promises: an exporter that is slow, hung or absent costs a call nothing (spans wait in a bounded
//! queue and are dropped when it is full); a log line that was written inside a span carries its ids.
//!
//! Never puts any part of a request, of its metadata or of an answer into a span.

mod config;
mod export;
mod init;
mod logs;
mod panic_hook;
mod propagation;
pub mod rpc;
mod subscriber;

pub use config::{LogFormat, TelemetryConfig};
pub use export::ExportError;
pub use init::{Guard, InitError, init};
pub use propagation::{current_traceparent, inject, inject_span, set_parent, set_parent_from};
pub use subscriber::{log_layer, span_layer};
