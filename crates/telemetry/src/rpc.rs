//! Spans of calls: their names and attributes, which follow OpenTelemetry's conventions for RPC.

mod method;
mod outcome;
mod server;
mod span;

pub use method::{Method, Methods};
pub use outcome::{Observed, Outcome};
pub use server::{ServerSpan, ServerSpanLayer};
pub use span::{client_span, server_span};
