//! What is true of links, contracts and their services, whoever asks.

pub(crate) mod balance;
pub(crate) mod bill;
pub(crate) mod catalog;
pub(crate) mod challenge;
pub(crate) mod checksum;
pub(crate) mod contract;
pub(crate) mod freshness;
pub(crate) mod identifier;
pub(crate) mod label;
pub(crate) mod limits;
pub(crate) mod link;
pub(crate) mod place;
pub(crate) mod record;
pub(crate) mod service;
pub(crate) mod service_kind;
pub(crate) mod snapshot;
pub(crate) mod source;
pub(crate) mod sources;
pub(crate) mod view;
