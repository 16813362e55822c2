//! What a person sees of their contracts, and what nobody else does.

mod balances;
mod bills;
mod corruption;
mod dashboard;
mod fixture;
mod freshness;
mod label;
mod paging;
mod secrecy;
mod service;
mod stranger;
mod sums;
