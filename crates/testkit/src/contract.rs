//! The contract's word on refusals, against which every answer in a test is held.

mod fault;
mod proxy;

use std::{collections::HashMap, sync::LazyLock};

use kabinet_proto::{errors::v1::Reason, reason_name};
use kabinet_status::Refusal;
use serde::Deserialize;

pub use self::proxy::held_to_contract;

/// Which reasons an RPC gives, and what belongs to each.
struct Contract {
    /// By `package.Service/Rpc`.
    rpcs: HashMap<String, Vec<String>>,
    reasons: HashMap<String, Entry>,
}

/// A reason of the catalogue.
#[derive(Deserialize)]
struct Entry {
    reason: String,
    grpc_status: String,
    metadata: Vec<String>,
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let rpcs = include_str!("../../../proto/rpc_reasons.json");
    let reasons = include_str!("../../../proto/reasons.json");
    let reasons: Vec<Entry> =
        serde_json::from_str(reasons).expect("`cargo xtask contract` wrote it");
    Contract {
        rpcs: serde_json::from_str(rpcs).expect("`cargo xtask contract` wrote it"),
        reasons: reasons
            .into_iter()
            .map(|entry| (entry.reason.clone(), entry))
            .collect(),
    }
});

/// Refuses as a server does for the reason: with its code, and all of its metadata.
pub fn refusal(reason: Reason) -> Refusal {
    let entry = &CONTRACT.reasons[reason_name(reason)];
    let refusal = Refusal::new(fault::code(entry), reason, "refused by the test");
    let keys = entry.metadata.iter().cloned();
    keys.fold(refusal, |refusal, key| refusal.metadata(key, "0"))
}
