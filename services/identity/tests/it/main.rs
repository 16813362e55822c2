//! Use cases of identity through gRPC, against real PostgreSQL and Redis and fake peers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod fakes;
mod journey;
mod world;

mod change_password;
mod confirm_registration;
mod forms;
mod limits;
mod login;
mod refresh_session;
mod registration;
mod security_events;
mod sessions;
mod start_registration;
mod sweepers;
