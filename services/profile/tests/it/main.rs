//! The service over gRPC, on a real Postgres, with identity and verification played by
//! their generated server traits.
#![expect(clippy::unwrap_used, reason = "a failed step fails the test")]

mod access;
mod activation;
mod changing;
mod confirming;
mod contacts;
mod corruption;
mod directory;
mod drafts;
mod events;
mod harness;
mod inbox;
mod messages;
mod notices;
mod outage;
mod personal_data;
mod preferences;
mod reading;
mod regions;
mod resolving;
mod secrecy;
mod starting;
mod sweeping;
mod telling;
mod tracing;
mod undoing;
mod updating;
