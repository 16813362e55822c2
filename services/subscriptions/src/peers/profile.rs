//! Profile: contacts that a person has proven, and what people are told.

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::id::AccountId;
use kabinet_peer::{Failure, Peer};
use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::directory_service_client::DirectoryServiceClient;
use kabinet_proto::profile::v1::notification_service_client::NotificationServiceClient;
use kabinet_proto::types::v1::{self as types, Event};

use super::Peers;

impl Peers {
    /// Asks for the contacts that are a person's own; nobody has none.
    pub(crate) async fn own_contacts(
        &self,
        account_id: AccountId,
    ) -> Result<Vec<Contact>, Failure> {
        let request = pb::ResolveContactsRequest {
            account_id: account_id.to_string(),
            purpose: pb::ContactPurpose::Ownership.into(),
        };
        let answer = self.directory().resolve_contacts(request).await?;
        // A kind of contact that a newer profile knows is where no code goes to.
        Ok(answer
            .get_ref()
            .contacts
            .iter()
            .filter_map(contact)
            .collect())
    }

    pub(super) async fn notify(self, event: Event) -> Result<(), Failure> {
        let request = pb::NotifyRequest { event: Some(event) };
        NotificationServiceClient::new(self.profile)
            .notify(request)
            .await?;
        Ok(())
    }

    fn directory(&self) -> DirectoryServiceClient<Peer> {
        DirectoryServiceClient::new(self.profile.clone())
    }
}

fn contact(told: &pb::ResolvedContact) -> Option<Contact> {
    let kind = match told.kind() {
        types::ContactKind::Unspecified => return None,
        types::ContactKind::Mobile => ContactKind::Mobile,
        types::ContactKind::Email => ContactKind::Email,
    };
    Contact::parse(kind, &told.value).ok()
}
