//! The contracts of the suite as Rust: messages, clients, servers, validators, descriptor set.
//!
//! Owns everything that is generated from `proto/`. Promises that a server sees no request that
//! breaks its declared rules, and that `Debug` of a message never prints what `debug_redact` hides.
//! Never holds a rule of its own: what is checked stands in the contract.

pub mod codec;
mod debug;
#[cfg(test)]
mod examples;
mod reason;
pub mod timestamp;
pub mod validate;

#[allow(
    clippy::all,
    clippy::pedantic,
    missing_docs,
    rustdoc::all,
    unreachable_pub,
    unused,
    reason = "generated from the contracts"
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));

    mod implementations {
        use crate::validate::Validate;

        include!(concat!(env!("OUT_DIR"), "/implementations.rs"));
    }
}

use std::sync::LazyLock;

use prost_reflect::DescriptorPool;

pub use generated::google;
pub use generated::kabinet::r#type as types;
pub use generated::kabinet::*;
pub use reason::reason_name;

/// Encoded `google.protobuf.FileDescriptorSet` of all contracts and their imports, with comments and
/// custom options.
pub const FILE_DESCRIPTOR_SET: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kabinet.binpb"));

/// Returns all contracts with their imports and custom options; a process reads them once.
pub fn contracts() -> &'static DescriptorPool {
    static CONTRACTS: LazyLock<DescriptorPool> = LazyLock::new(|| {
        DescriptorPool::decode(FILE_DESCRIPTOR_SET).expect("the build encoded the descriptor set")
    });
    &CONTRACTS
}

/// Domain of every `google.rpc.ErrorInfo` of the suite.
pub const ERROR_DOMAIN: &str = "kabinet";

#[cfg(test)]
mod tests {
    use prost::Message;
    use prost_types::FileDescriptorSet;

    #[test]
    fn descriptor_set_keeps_the_comments_of_the_contracts() {
        let set = FileDescriptorSet::decode(super::FILE_DESCRIPTOR_SET).unwrap();
        let mut contracts = set
            .file
            .iter()
            .filter(|file| file.name().starts_with("kabinet/"));
        assert!(contracts.all(|file| {
            let locations = &file.source_code_info.as_ref().unwrap().location;
            locations
                .iter()
                .any(|location| location.leading_comments.is_some())
        }));
    }
}
