use std::collections::HashSet;
use std::sync::Arc;

use kabinet_telemetry::rpc::{Method, Methods};
use prost_reflect::{DescriptorPool, MethodDescriptor};

/// The RPCs of the services that are served.
pub(crate) struct Served {
    methods: Vec<MethodDescriptor>,
}

/// The paths of some RPCs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Paths(Arc<HashSet<String>>);

impl Served {
    /// Looks the services up in the contracts.
    pub(crate) fn new(contracts: &DescriptorPool, services: &[&str]) -> Self {
        let services = services
            .iter()
            .filter_map(|name| contracts.get_service_by_name(name));
        Self {
            methods: services
                .flat_map(|service| service.methods().collect::<Vec<_>>())
                .collect(),
        }
    }

    pub(crate) fn methods(&self) -> Methods {
        let services: Vec<_> = self
            .methods
            .iter()
            .map(MethodDescriptor::parent_service)
            .collect();
        let named = services.iter().zip(&self.methods);
        named
            .map(|(service, method)| Method {
                service: service.full_name(),
                name: method.name(),
            })
            .collect()
    }

    /// Returns the RPCs whose requests are any number of messages.
    pub(crate) fn client_streams(&self) -> Paths {
        self.paths(MethodDescriptor::is_client_streaming)
    }

    /// Returns the RPCs that answer one request for as long as the caller listens.
    pub(crate) fn watches(&self) -> Paths {
        self.paths(|method| method.is_server_streaming() && !method.is_client_streaming())
    }

    fn paths(&self, is_wanted: impl Fn(&MethodDescriptor) -> bool) -> Paths {
        let wanted = self.methods.iter().filter(|method| is_wanted(method));
        wanted
            .map(|method| format!("/{}/{}", method.parent_service().full_name(), method.name()))
            .collect()
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
