//! Requests to inputs, results to answers, errors to refusals.

mod action;
mod delivery;
mod delivery_service;
mod parse;
mod proof_keys;
mod status;
mod verification;
mod verification_service;

use kabinet_access::Caller;
use tonic::Request;

pub(crate) use delivery_service::DeliveryRpc;
pub(crate) use verification_service::VerificationRpc;

fn caller<T>(request: &Request<T>) -> String {
    Caller::of(request).name.clone()
}
