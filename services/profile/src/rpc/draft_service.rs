//! `kabinet.profile.v1.DraftService`.

use kabinet_proto::profile::v1::{
    ActivateDraftRequest, ActivateDraftResponse, DiscardDraftRequest, DiscardDraftResponse,
    PutContactsRequest, PutContactsResponse, PutPersonalDataRequest, PutPersonalDataResponse,
    ResolveDraftContactRequest, ResolveDraftContactResponse, draft_service_server::DraftService,
};
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, draft_request, status};
use crate::app::{
    activate_draft, discard_draft, put_contacts, put_personal_data, resolve_draft_contact,
};

#[tonic::async_trait]
impl DraftService for Rpc {
    async fn put_personal_data(
        &self,
        request: Request<PutPersonalDataRequest>,
    ) -> Result<Response<PutPersonalDataResponse>, Status> {
        let caller = caller_name(&request);
        let message = request.into_inner();
        let write = draft_request::put_personal_data(&message, &self.today())?;
        let input = put_personal_data::Input {
            request: self.fingerprints.of(
                "PutPersonalData",
                &caller,
                &write.registration_id.to_string(),
                write.request_id,
                // What the draft has to stand at is no part of what is asked for: a repeat after
                // an answer that was lost knows another version.
                &PutPersonalDataRequest {
                    expected_version: 0,
                    ..message
                },
            ),
            registration_id: write.registration_id,
            expected_version: write.expected_version,
            data: write.content,
        };
        let draft_version = put_personal_data::run(&self.app, input)
            .await
            .map_err(status::put_personal_data)?;
        Ok(Response::new(PutPersonalDataResponse { draft_version }))
    }

    async fn put_contacts(
        &self,
        request: Request<PutContactsRequest>,
    ) -> Result<Response<PutContactsResponse>, Status> {
        let caller = caller_name(&request);
        let message = request.into_inner();
        let write = draft_request::put_contacts(&message)?;
        let (mobile, email) = write.content;
        let input = put_contacts::Input {
            request: self.fingerprints.of(
                "PutContacts",
                &caller,
                &write.registration_id.to_string(),
                write.request_id,
                // What the draft has to stand at is no part of what is asked for: a repeat after
                // an answer that was lost knows another version.
                &PutContactsRequest {
                    expected_version: 0,
                    ..message
                },
            ),
            registration_id: write.registration_id,
            expected_version: write.expected_version,
            mobile,
            email,
        };
        let draft_version = put_contacts::run(&self.app, input)
            .await
            .map_err(status::put_contacts)?;
        Ok(Response::new(PutContactsResponse { draft_version }))
    }

    async fn resolve_draft_contact(
        &self,
        request: Request<ResolveDraftContactRequest>,
    ) -> Result<Response<ResolveDraftContactResponse>, Status> {
        let reader = caller_name(&request);
        let input = draft_request::resolve_draft_contact(request.get_ref(), reader)?;
        let contact = resolve_draft_contact::run(&self.app, input)
            .await
            .map_err(status::resolve_draft_contact)?;
        Ok(Response::new(ResolveDraftContactResponse {
            address: contact.value().to_owned(),
        }))
    }

    async fn activate_draft(
        &self,
        request: Request<ActivateDraftRequest>,
    ) -> Result<Response<ActivateDraftResponse>, Status> {
        let reader = caller_name(&request);
        let input = draft_request::activation(request.get_ref(), reader)?;
        activate_draft::run(&self.app, input)
            .await
            .map_err(status::activate_draft)?;
        Ok(Response::new(ActivateDraftResponse {}))
    }

    async fn discard_draft(
        &self,
        request: Request<DiscardDraftRequest>,
    ) -> Result<Response<DiscardDraftResponse>, Status> {
        let registration_id = draft_request::registration_id(&request.get_ref().registration_id)?;
        discard_draft::run(&self.app, discard_draft::Input { registration_id })
            .await
            .map_err(status::discard_draft)?;
        Ok(Response::new(DiscardDraftResponse {}))
    }
}
