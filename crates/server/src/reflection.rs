use tonic::service::Routes;
use tonic_health::pb::health_server::SERVICE_NAME as HEALTH;
use tonic_reflection::server::{Builder, Error};

/// Adds reflection, v1 and v1alpha, over the services that are served here.
pub(crate) fn add(routes: Routes, services: &[&'static str]) -> Result<Routes, Error> {
    Ok(routes
        .add_service(contract(services).build_v1()?)
        .add_service(contract(services).build_v1alpha()?))
}

fn contract(services: &[&'static str]) -> Builder<'static> {
    let mut builder = Builder::configure()
        .register_encoded_file_descriptor_set(kabinet_proto::FILE_DESCRIPTOR_SET)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .with_service_name(HEALTH);
    for service in services {
        builder = builder.with_service_name(*service);
    }
    builder
}
