//! Codecs of the generated clients and servers.
//!
//! A server refuses bytes that do not decode and requests that break their declared rules with
//! `INVALID_ARGUMENT`; tonic's own codec answers `INTERNAL` to the former. A client only decodes.

mod client;
mod refusal;
mod server;

pub use client::{ClientCodec, ClientDecoder};
pub use server::{ServerCodec, ServerDecoder};
