//! The service over gRPC, on a real Postgres, with identity played by its generated server trait.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod access;
mod activation;
mod contacts;
mod corruption;
mod drafts;
mod events;
mod harness;
mod outage;
mod personal_data;
mod reading;
mod regions;
mod resolving;
mod secrecy;
mod sweeping;
mod tracing;
