//! Time, randomness, identifiers and crash points.
//!
//! Owns the only calls to the operating system's clock and random generator, so that tests can move
//! the one and seed the other. Promises that every time is UTC with the microseconds that Postgres
//! keeps, and that every random byte of the system environment comes from the operating system.
//! Never reads configuration, never logs.

pub mod crash;
mod env;
pub mod id;
pub mod manual;

pub use env::Env;
