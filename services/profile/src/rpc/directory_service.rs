//! `kabinet.profile.v1.DirectoryService`.

use kabinet_access::{Caller, CallerKind};
use kabinet_proto::{
    errors::v1::Reason,
    profile::v1::{
        ContactPurpose, MatchPersonalDataRequest, MatchPersonalDataResponse,
        ResolveContactsRequest, ResolveContactsResponse, ResolvedContact,
        directory_service_server::DirectoryService,
    },
    timestamp,
};
use kabinet_status::Refusal;
use tonic::{Request, Response, Status};

use super::{Rpc, caller_name, parse, status, violations::Violations};
use crate::{
    app::{
        match_personal_data,
        resolve_contacts::{self, Resolved},
    },
    domain::{access::Purpose, claim::Claim},
};

#[tonic::async_trait]
impl DirectoryService for Rpc {
    async fn resolve_contacts(
        &self,
        request: Request<ResolveContactsRequest>,
    ) -> Result<Response<ResolveContactsResponse>, Status> {
        let caller = Caller::of(&request);
        allow(caller, request.get_ref().purpose())?;
        let input = read_resolve_contacts(request.get_ref(), caller.to_string())?;
        let found = resolve_contacts::run(&self.app, input)
            .await
            .map_err(status::resolve_contacts)?;
        Ok(Response::new(ResolveContactsResponse {
            contacts: found.contacts.iter().map(resolved).collect(),
            contacts_version: found.contacts_version,
        }))
    }

    async fn match_personal_data(
        &self,
        request: Request<MatchPersonalDataRequest>,
    ) -> Result<Response<MatchPersonalDataResponse>, Status> {
        let reader = caller_name(&request);
        let input = read_match_personal_data(request.into_inner(), reader)?;
        let matches = match_personal_data::run(&self.app, input)
            .await
            .map_err(status::match_personal_data)?;
        Ok(Response::new(MatchPersonalDataResponse { matches }))
    }
}

/// Refuses a purpose that is another service's.
fn allow(caller: &Caller, purpose: ContactPurpose) -> Result<(), Refusal> {
    let owner = match purpose {
        ContactPurpose::Login | ContactPurpose::Recovery => "identity",
        ContactPurpose::Ownership => "subscriptions",
        ContactPurpose::Unspecified => return Ok(()),
    };
    if caller.kind == CallerKind::Service && caller.name == owner {
        return Ok(());
    }
    let message = "another service asks for this";
    Err(Refusal::permission_denied(
        Reason::CallerNotAllowed,
        message,
    ))
}

fn read_resolve_contacts(
    message: &ResolveContactsRequest,
    reader: String,
) -> Result<resolve_contacts::Input, Refusal> {
    let mut violations = Violations::default();
    let account_id = violations.read("account_id", message.account_id.parse());
    let purpose = match message.purpose() {
        ContactPurpose::Login => Some(Purpose::LoginContacts),
        ContactPurpose::Recovery => Some(Purpose::Recovery),
        ContactPurpose::Ownership => Some(Purpose::Ownership),
        ContactPurpose::Unspecified => None,
    };
    let purpose = violations.some("purpose", purpose);
    match (account_id, purpose) {
        (Some(account_id), Some(purpose)) => Ok(resolve_contacts::Input {
            account_id,
            purpose,
            reader,
        }),
        _ => Err(violations.refusal()),
    }
}

/// What is said is not checked any further: what cannot be true is not true.
fn read_match_personal_data(
    message: MatchPersonalDataRequest,
    reader: String,
) -> Result<match_personal_data::Input, Refusal> {
    let mut violations = Violations::default();
    let account_id = violations.read("account_id", message.account_id.parse());
    let account_id = account_id.ok_or_else(|| violations.refusal())?;
    let birth_date = message.birth_date.unwrap_or_default();
    Ok(match_personal_data::Input {
        account_id,
        claim: Claim {
            family_name: message.family_name,
            birth_date: (birth_date.year, birth_date.month, birth_date.day),
            region_code: message.region_code,
        },
        reader,
    })
}

fn resolved(found: &Resolved) -> ResolvedContact {
    ResolvedContact {
        kind: parse::kind_message(found.contact.kind()).into(),
        value: found.contact.value().to_owned(),
        logs_in: found.recovery_end_time.is_none(),
        recovery_start_time: Some(timestamp::write(found.recovery_start_time)),
        recovery_end_time: found.recovery_end_time.map(timestamp::write),
    }
}
