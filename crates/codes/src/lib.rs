//! One-time codes as the other services have verification send and check them.
//!
//! Owns the form of the calls, and what their answers and refusals mean to whoever wants a code. Promises
//! that an answer which lacks what the contract promises is none. Never keeps a handle or a code, and never
//! verifies a proof: that is `kabinet-proof`.

mod binding;
mod channel_name;
mod client;
mod code;
mod destination;
mod refusal;

pub use binding::{Binding, Purpose};
pub use client::Codes;
pub use code::{Code, Issued};
pub use destination::{Destination, Sending, address};
pub use refusal::{is_exhausted, is_over};
