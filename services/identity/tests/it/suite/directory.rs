//! What profile knows of people's contacts and data.

use std::collections::HashMap;

use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::directory_service_server::DirectoryService;
use kabinet_proto::types::v1::ContactKind;
use time::OffsetDateTime;
use tonic::{Request, Response, Status};

use super::calls::timestamp;
use super::profile::{FakeProfile, ProfileCall};

/// Surname that is the right one for everybody.
const FAMILY_NAME: &str = "Примерова";

/// Contacts that were changed since the registration, and what identity asked.
#[derive(Debug, Default)]
pub(super) struct Directory {
    contacts: HashMap<String, (i64, Vec<pb::ResolvedContact>)>,
    resolved: Vec<pb::ResolveContactsRequest>,
    matched: Vec<String>,
}

/// A contact that stands, and recovers access from then on.
pub(crate) fn standing(
    kind: ContactKind,
    value: &str,
    recovers_from: OffsetDateTime,
) -> pb::ResolvedContact {
    pb::ResolvedContact {
        kind: kind.into(),
        value: value.to_owned(),
        logs_in: true,
        recovery_start_time: Some(timestamp(recovers_from)),
        recovery_end_time: None,
    }
}

/// A contact that was replaced, and recovers access until then.
pub(crate) fn replaced(
    kind: ContactKind,
    value: &str,
    recovers_until: OffsetDateTime,
) -> pb::ResolvedContact {
    pb::ResolvedContact {
        kind: kind.into(),
        value: value.to_owned(),
        logs_in: false,
        recovery_start_time: Some(timestamp(OffsetDateTime::UNIX_EPOCH)),
        recovery_end_time: Some(timestamp(recovers_until)),
    }
}

impl FakeProfile {
    /// Changes the contacts of an account; identity is not told.
    pub(crate) fn has_contacts(
        &self,
        account_id: &str,
        version: i64,
        contacts: &[pb::ResolvedContact],
    ) {
        let contacts = (version, contacts.to_vec());
        self.directory(|directory| directory.contacts.insert(account_id.to_owned(), contacts));
    }

    /// Returns what identity asked about contacts.
    pub(crate) fn resolved(&self) -> Vec<pb::ResolveContactsRequest> {
        self.directory(|directory| directory.resolved.clone())
    }

    /// Returns the accounts whose data identity compared.
    pub(crate) fn matched(&self) -> Vec<String> {
        self.directory(|directory| directory.matched.clone())
    }
}

#[tonic::async_trait]
impl DirectoryService for FakeProfile {
    async fn resolve_contacts(
        &self,
        request: Request<pb::ResolveContactsRequest>,
    ) -> Result<Response<pb::ResolveContactsResponse>, Status> {
        let request = request.into_inner();
        let account_id = request.account_id.clone();
        self.directory(|directory| directory.resolved.push(request));
        self.check(ProfileCall::ResolveContacts)?;
        let changed = self.directory(|directory| directory.contacts.get(&account_id).cloned());
        let registered = self.registered(&account_id);
        let (contacts_version, contacts) = changed.unwrap_or_else(|| {
            let version = i64::from(registered.is_some());
            (version, registered.into_iter().collect())
        });
        let answer = pb::ResolveContactsResponse {
            contacts,
            contacts_version,
        };
        self.answers(ProfileCall::ResolveContacts, answer)
    }

    async fn match_personal_data(
        &self,
        request: Request<pb::MatchPersonalDataRequest>,
    ) -> Result<Response<pb::MatchPersonalDataResponse>, Status> {
        self.check(ProfileCall::MatchPersonalData)?;
        let request = request.into_inner();
        self.directory(|directory| directory.matched.push(request.account_id));
        let answer = pb::MatchPersonalDataResponse {
            matches: request.family_name == FAMILY_NAME,
        };
        self.answers(ProfileCall::MatchPersonalData, answer)
    }
}
