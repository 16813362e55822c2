//! What the contract says of an RPC, in its rule and in its comment.

mod callers;
mod reasons;
mod rule;
mod sentences;

use prost_reflect::{DescriptorPool, MethodDescriptor};

use super::{catalogue::Catalogue, comment};
use rule::Rule;
use sentences::Sentences;

pub(super) use reasons::Named;
pub(super) use rule::Token;

/// One RPC.
#[derive(Debug)]
pub(super) struct Rpc {
    /// Part of the suite that serves it.
    pub(super) package: &'static str,
    /// Path of the contract below `proto`.
    pub(super) file: String,
    /// Full name of the gRPC service.
    pub(super) service: String,
    pub(super) name: String,
    pub(super) requests_stream: bool,
    pub(super) answers_stream: bool,
    pub(super) callers: String,
    pub(super) token: Token,
    /// What a repeat does.
    pub(super) repeat: String,
    pub(super) reasons: Vec<Named>,
}

/// Reads the RPCs of some packages in their order, and names what is wrong with them.
pub(super) fn all(
    pool: &DescriptorPool,
    packages: &[&'static str],
    catalogue: &Catalogue,
) -> (Vec<Rpc>, Vec<String>) {
    let (mut rpcs, mut faults) = (Vec::new(), Vec::new());
    for &package in packages {
        let full = format!("kabinet.{package}.v1");
        let services = pool.services();
        let mut services: Vec<_> = services
            .filter(|service| service.package_name() == full)
            .collect();
        services.sort_by(|a, b| a.full_name().cmp(b.full_name()));
        for method in services
            .iter()
            .flat_map(|service| service.methods().collect::<Vec<_>>())
        {
            match read(package, &method, catalogue) {
                Ok(rpc) => rpcs.push(rpc),
                Err(found) => faults.extend(found.into_iter().map(|fault| {
                    let file = method.parent_file();
                    format!("proto/{}: {}: {fault}", file.name(), method.name())
                })),
            }
        }
    }
    (rpcs, faults)
}

fn read(
    package: &'static str,
    method: &MethodDescriptor,
    catalogue: &Catalogue,
) -> Result<Rpc, Vec<String>> {
    let rule = Rule::of(method).map_err(|fault| vec![fault])?;
    let lines = comment::lines(&method.parent_file(), method.path());
    let sentences = Sentences::of(&lines)?;

    let mut faults = Vec::new();
    faults.extend(callers::contradiction(&sentences.callers, &rule));
    let reasons = match reasons::of(method, &sentences.reasons) {
        Ok(reasons) => reasons,
        Err(fault) => {
            faults.push(fault);
            Vec::new()
        }
    };
    faults.extend(reasons::contradictions(&reasons, rule.token, catalogue));
    faults.extend(sentences.repeat_contradictions(method, &reasons));
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Rpc {
        package,
        file: method.parent_file().name().to_owned(),
        service: method.parent_service().full_name().to_owned(),
        name: method.name().to_owned(),
        requests_stream: method.is_client_streaming(),
        answers_stream: method.is_server_streaming(),
        callers: rule.callers_in_words(),
        token: rule.token,
        repeat: sentences.repeat,
        reasons,
    })
}

#[cfg(test)]
mod tests;
