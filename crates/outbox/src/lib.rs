//! Facts that leave a service in the transaction that made them, and reach another service.
//!
//! Owns the tables `outbox_event` and `received_event` of every service that uses it. Promises that
//! an appended event is delivered at least once after its transaction has committed, whatever dies
//! in between, that one destination's silence is waited out, and that a sink takes each event once.
//! Never promises an order, and never stores a contact, a name or a secret: events carry ids.

mod append;
mod parked;
mod receive;
mod relay;

pub use append::{append, append_due};
pub use parked::{Parked, ParkedEvent};
pub use receive::{RECEIVED_RETENTION, Received, receive, sweep_received};
pub use relay::{Deliver, DeliverError, Delivery, Relay, Wake};

/// The tables of this crate, which the first migration of a service contains word for word.
pub const DDL: &str = include_str!("../schema.sql");
