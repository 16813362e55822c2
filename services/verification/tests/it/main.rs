//! The service as its callers see it, on real Postgres, Redis, SMTP and SMPP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod checking;
mod delivery_email;
mod delivery_sms;
mod ending;
mod ledger;
mod limits;
mod lost_redis;
mod requests;
mod secrecy;
mod sending;
mod starting;
mod suite;
mod suppress;
