//! `kabinet.subscriptions.v1.CatalogService`.

use kabinet_domain::Channel;
use kabinet_proto::subscriptions::v1 as pb;
use kabinet_proto::subscriptions::v1::catalog_service_server::CatalogService;
use tonic::{Request, Response, Status};

use super::{Rpc, status};
use crate::app::list_service_kinds;
use crate::domain::catalog::{IdentifierFormat, Offer, ProofMethod};
use crate::wire;

#[tonic::async_trait]
impl CatalogService for Rpc {
    async fn list_service_kinds(
        &self,
        request: Request<pb::ListServiceKindsRequest>,
    ) -> Result<Response<pb::ListServiceKindsResponse>, Status> {
        let request = request.into_inner();
        let offers = list_service_kinds::run(&self.app, &request.region_code)
            .map_err(|error| status::list_service_kinds(&error))?;
        Ok(Response::new(pb::ListServiceKindsResponse {
            kinds: offers
                .iter()
                .map(|offer| option(offer, &request.language))
                .collect(),
            catalog_version: self.app.catalog.version().to_owned(),
        }))
    }
}

fn option(offer: &Offer, language: &str) -> pb::ServiceKindOption {
    pb::ServiceKindOption {
        kind: wire::service_kind(offer.kind).into(),
        name: offer.name.in_language(language).to_owned(),
        instructions: offer.instructions.in_language(language).to_owned(),
        identifiers: offer
            .identifiers
            .iter()
            .map(|format| identifier(format, language))
            .collect(),
        proofs: offer.proofs.iter().copied().map(proof).collect(),
    }
}

fn identifier(format: &IdentifierFormat, language: &str) -> pb::IdentifierFormat {
    pb::IdentifierFormat {
        r#type: wire::identifier_type(format.identifier_type).into(),
        name: format.name.in_language(language).to_owned(),
        pattern: format.pattern.as_str().to_owned(),
        example: format.example.clone(),
    }
}

fn proof((channel, method): (Channel, ProofMethod)) -> pb::ProofOption {
    pb::ProofOption {
        channel: wire::channel(channel).into(),
        method: match method {
            ProofMethod::NumberCode => pb::ProofMethod::NumberCode,
            ProofMethod::ContactCode => pb::ProofMethod::ContactCode,
        }
        .into(),
    }
}
