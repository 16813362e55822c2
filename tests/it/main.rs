//! Journeys through the whole suite, a real process that may be killed, as its callers see it.
#![expect(
    clippy::unwrap_used,
    reason = "what a helper of a test cannot do fails the test"
)]

mod person;
mod suite;

mod contract;
mod crash;
mod journey;
mod kill;
mod redis_lost;
mod restarts;
mod secrets;
mod tracing;
