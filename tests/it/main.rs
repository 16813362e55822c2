//! Journeys through the whole suite, a real process that may be killed, as its callers see it.
#![expect(
    clippy::unwrap_used,
    reason = "what a helper of a test cannot do fails the test"
)]

mod billing;
mod outcome;
mod parked;
mod person;
mod suite;

mod contacts;
mod contract;
mod crash;
mod faults;
mod holder;
mod import;
mod journey;
mod kill;
mod links;
mod naming_areas;
mod notices;
mod oracle;
mod recovery;
mod redis_lost;
mod restarts;
mod revocation;
mod secrets;
mod tracing;
