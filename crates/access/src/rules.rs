//! Rules of access, read from the contracts.

mod read;
mod rule;

use std::collections::BTreeMap;

use prost_reflect::DescriptorPool;

pub use rule::{CallerPattern, Callers, EndUserRule, Rule};

/// The rule of every RPC that a server serves.
#[derive(Clone, Debug)]
pub struct Rules {
    by_path: BTreeMap<String, Rule>,
}

/// Lists everything that keeps RPCs from being served: an RPC without a rule above all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("access rules are missing or wrong: {}", .faults.join("; "))]
pub struct MissingRule {
    /// One text per RPC or service.
    pub faults: Vec<String>,
}

/// Health and reflection: their contracts are not ours, and they tell nothing about anybody.
const OPEN_TO_ANYONE: [&str; 5] = [
    "/grpc.health.v1.Health/Check",
    "/grpc.health.v1.Health/List",
    "/grpc.health.v1.Health/Watch",
    "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
    "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

impl Rules {
    /// Reads the rules of the services, given by full name, from the contracts.
    pub fn read(contracts: &DescriptorPool, services: &[&str]) -> Result<Self, MissingRule> {
        let mut by_path: BTreeMap<_, _> = OPEN_TO_ANYONE
            .iter()
            .map(|path| ((*path).to_owned(), Rule::anyone()))
            .collect();
        let mut faults = Vec::new();
        for name in services {
            let Some(service) = contracts.get_service_by_name(name) else {
                faults.push(format!("{name} is not in the contracts"));
                continue;
            };
            for method in service.methods() {
                match read::rule(&method) {
                    Ok(rule) => {
                        by_path.insert(format!("/{name}/{}", method.name()), rule);
                    }
                    Err(fault) => faults.push(format!("{} {fault}", method.full_name())),
                }
            }
        }
        if faults.is_empty() {
            Ok(Self { by_path })
        } else {
            Err(MissingRule { faults })
        }
    }

    /// Returns the rule of the RPC at a path such as `/kabinet.identity.v1.SessionService/Login`.
    pub fn get(&self, path: &str) -> Option<&Rule> {
        self.by_path.get(path)
    }

    /// Lists every path with its rule, health and reflection included.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Rule)> {
        self.by_path
            .iter()
            .map(|(path, rule)| (path.as_str(), rule))
    }

    pub(crate) fn need_tokens(&self) -> bool {
        self.iter()
            .any(|(_, rule)| rule.end_user() != EndUserRule::None)
    }
}

#[cfg(test)]
pub(crate) mod tests;
