//! Generates tonic clients and servers, each with its own codec: only a server validates.

use prost_build::{Service, ServiceGenerator};

pub(crate) struct ClientsAndServers {
    clients: Box<dyn ServiceGenerator>,
    servers: Box<dyn ServiceGenerator>,
}

impl ClientsAndServers {
    pub(crate) fn new() -> Self {
        Self {
            clients: tonic_prost_build::configure()
                .build_server(false)
                .codec_path("crate::codec::ClientCodec")
                .service_generator(),
            servers: tonic_prost_build::configure()
                .build_client(false)
                .codec_path("crate::codec::ServerCodec")
                .service_generator(),
        }
    }
}

impl ServiceGenerator for ClientsAndServers {
    fn generate(&mut self, service: Service, buffer: &mut String) {
        self.clients.generate(service.clone(), buffer);
        self.servers.generate(service, buffer);
    }
}
