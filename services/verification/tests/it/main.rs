//! The service as its callers see it, on real Postgres, Redis, SMTP and SMPP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod checking;
mod configuring;
mod delivery_email;
mod delivery_sms;
mod ending;
mod hostile_centre;
mod hostile_mail_server;
mod ledger;
mod limits;
mod lost_redis;
mod odd_centre;
mod repeated_checks;
mod requests;
mod secrecy;
mod sending;
mod starting;
mod suite;
mod suppress;
