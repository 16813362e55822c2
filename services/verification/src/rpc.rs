//! Requests to inputs, results to answers, errors to refusals.

mod parse;
mod proof_keys;
mod status;
mod verification;
mod verification_service;

pub(crate) use verification_service::Rpc;
