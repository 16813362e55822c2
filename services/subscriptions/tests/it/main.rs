//! The service over gRPC, on a real Postgres, between peers played by their generated server traits.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod catalog;
mod harness;
mod ingest;
mod links;
mod views;
