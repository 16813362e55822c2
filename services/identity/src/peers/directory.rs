use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::AccountId;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::google::r#type::Date;
use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::directory_service_client::DirectoryServiceClient;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1 as types;

use super::Peers;
use crate::domain::login_contact::{LoginContact, Standing, Window};

/// Most contacts of one person: two that stand, and those that were replaced within days.
const MAX_CONTACTS: usize = 64;

/// What contacts are asked for; profile notes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContactPurpose {
    Login,
    Recovery,
}

/// The contacts of a person at one version.
#[derive(Clone, Debug)]
pub(crate) struct Contacts {
    pub(crate) contacts: Vec<LoginContact>,
    /// It grows with every change.
    pub(crate) version: i64,
}

/// What somebody says of themselves.
#[derive(Clone)]
pub(crate) struct PersonalClaim {
    pub(crate) family_name: String,
    pub(crate) birth_date: Option<Date>,
    pub(crate) region_code: String,
}

impl Peers {
    /// Asks for the contacts that a person has proven; nobody has none.
    pub(crate) async fn resolve_contacts(
        &self,
        account_id: AccountId,
        purpose: ContactPurpose,
    ) -> Result<Contacts, Failure> {
        let request = pb::ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: match purpose {
                ContactPurpose::Login => pb::ContactPurpose::Login,
                ContactPurpose::Recovery => pb::ContactPurpose::Recovery,
            }
            .into(),
        };
        let answer = self.directory().resolve_contacts(request).await?;
        read(answer.get_ref()).ok_or_else(|| Failure::incomplete("profile"))
    }

    /// Asks whether all that is claimed is true of the person.
    pub(crate) async fn match_personal_data(
        &self,
        account_id: AccountId,
        claim: PersonalClaim,
    ) -> Result<bool, Failure> {
        let request = pb::MatchPersonalDataRequest {
            account_id: account_id.to_string(),
            family_name: claim.family_name,
            birth_date: claim.birth_date,
            region_code: claim.region_code,
        };
        let answer = self.directory().match_personal_data(request).await?;
        Ok(answer.into_inner().matches)
    }

    fn directory(&self) -> DirectoryServiceClient<Peer> {
        DirectoryServiceClient::new(self.profile.clone())
    }
}

fn read(answer: &pb::ResolveContactsResponse) -> Option<Contacts> {
    if answer.contacts.len() > MAX_CONTACTS {
        return None;
    }
    Some(Contacts {
        contacts: answer.contacts.iter().map(contact).collect::<Option<_>>()?,
        version: answer.contacts_version,
    })
}

fn contact(told: &pb::ResolvedContact) -> Option<LoginContact> {
    let kind = match told.kind() {
        types::ContactKind::Unspecified => return None,
        types::ContactKind::Mobile => ContactKind::Mobile,
        types::ContactKind::Email => ContactKind::Email,
    };
    let end_time = match &told.recovery_end_time {
        Some(end) => Some(timestamp::read(end)?),
        None => None,
    };
    Some(LoginContact {
        contact: Contact::parse(kind, &told.value).ok()?,
        standing: if told.logs_in {
            Standing::LogsIn
        } else {
            Standing::Replaced
        },
        recovery: Window {
            start_time: Some(timestamp::read(told.recovery_start_time.as_ref()?)?),
            end_time,
        },
    })
}
