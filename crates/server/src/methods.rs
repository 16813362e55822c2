use kabinet_telemetry::rpc::{Method, Methods};
use prost::Message as _;
use prost_types::FileDescriptorSet;

/// Lists the RPCs of the services that are served.
pub(crate) fn of(services: &[&'static str]) -> Methods {
    let contract = FileDescriptorSet::decode(kabinet_proto::FILE_DESCRIPTOR_SET)
        .expect("the build encoded the descriptor set");
    let declared = contract.file.iter().flat_map(|file| {
        file.service
            .iter()
            .map(move |service| (format!("{}.{}", file.package(), service.name()), service))
    });
    let served: Vec<_> = declared
        .filter(|(name, _)| services.contains(&name.as_str()))
        .collect();
    served
        .iter()
        .flat_map(|(name, service)| {
            service.method.iter().map(move |method| Method {
                service: name,
                name: method.name(),
            })
        })
        .collect()
}
