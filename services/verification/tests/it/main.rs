//! The service as its callers see it, on real Postgres, Redis, SMTP and SMPP.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod access;
mod action_links;
mod apart;
mod checking;
mod concealing;
mod configuring;
mod contacts;
mod delivery_email;
mod delivery_sms;
mod ending;
mod hostile_centre;
mod hostile_mail_server;
mod lanes;
mod ledger;
mod limits;
mod lost_redis;
mod notice_delivery;
mod notice_repeats;
mod notices;
mod odd_centre;
mod ownership;
mod repeated_checks;
mod requests;
mod secrecy;
mod sending;
mod starting;
mod suite;
mod suppress;
mod waiting;
mod withholding;
mod wrong_actions;
