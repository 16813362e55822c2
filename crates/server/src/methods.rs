use std::collections::HashSet;
use std::sync::Arc;

use kabinet_telemetry::rpc::{Method, Methods};
use prost::Message as _;
use prost_types::{FileDescriptorSet, MethodDescriptorProto};

/// The RPCs of the services that are served.
pub(crate) struct Served {
    contract: FileDescriptorSet,
    services: Vec<&'static str>,
}

/// The paths of some RPCs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paths(Arc<HashSet<String>>);

impl Served {
    /// Looks the services up in an encoded descriptor set.
    pub(crate) fn new(contract: &[u8], services: &[&'static str]) -> Self {
        Self {
            contract: FileDescriptorSet::decode(contract)
                .expect("the build encoded the descriptor set"),
            services: services.to_vec(),
        }
    }

    pub(crate) fn methods(&self) -> Methods {
        let declared = self.declared();
        let declared = declared.iter().map(|(service, method)| Method {
            service,
            name: method.name(),
        });
        declared.collect()
    }

    /// Returns the RPCs whose requests are any number of messages.
    pub(crate) fn client_streams(&self) -> Paths {
        self.paths(MethodDescriptorProto::client_streaming)
    }

    /// Returns the RPCs that answer one request for as long as the caller listens.
    pub(crate) fn watches(&self) -> Paths {
        self.paths(|method| method.server_streaming() && !method.client_streaming())
    }

    fn paths(&self, is_wanted: impl Fn(&MethodDescriptorProto) -> bool) -> Paths {
        let declared = self.declared().into_iter();
        declared
            .filter(|(_, method)| is_wanted(method))
            .map(|(service, method)| format!("/{service}/{}", method.name()))
            .collect()
    }

    fn declared(&self) -> Vec<(String, &MethodDescriptorProto)> {
        let mut declared = Vec::new();
        for file in &self.contract.file {
            for service in &file.service {
                let name = format!("{}.{}", file.package(), service.name());
                if self.services.contains(&name.as_str()) {
                    let methods = service.method.iter();
                    declared.extend(methods.map(|method| (name.clone(), method)));
                }
            }
        }
        declared
    }
}

impl Paths {
    pub(crate) fn contains(&self, path: &str) -> bool {
        self.0.contains(path)
    }
}

impl FromIterator<String> for Paths {
    fn from_iter<I: IntoIterator<Item = String>>(paths: I) -> Self {
        Self(Arc::new(paths.into_iter().collect()))
    }
}
