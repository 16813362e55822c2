use kabinet_domain::ContactKind;
use kabinet_env::id::{AccountId, RegistrationId};
use kabinet_peer::Failure;
use kabinet_peer::Peer;
use kabinet_proto::profile::v1 as pb;
use kabinet_proto::profile::v1::draft_service_client::DraftServiceClient;
use kabinet_proto::profile::v1::event_sink_service_client::EventSinkServiceClient;
use kabinet_proto::profile::v1::notification_service_client::NotificationServiceClient;
use kabinet_proto::timestamp;
use kabinet_proto::types::v1::{self as types, Event, PersonalData};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Peers;

/// Which draft becomes whose profile.
#[derive(Clone, Debug)]
pub(crate) struct Activation {
    pub(crate) registration_id: RegistrationId,
    pub(crate) draft_version: i64,
    pub(crate) account_id: AccountId,
    pub(crate) confirmed_kind: ContactKind,
    pub(crate) confirm_time: OffsetDateTime,
}

impl Peers {
    /// Stores the person's data in the draft of the expected version, and returns the next one.
    pub(crate) async fn put_personal_data(
        &self,
        request_id: Uuid,
        registration_id: RegistrationId,
        expected_version: i64,
        personal_data: PersonalData,
    ) -> Result<i64, Failure> {
        let request = pb::PutPersonalDataRequest {
            request_id: request_id.to_string(),
            registration_id: registration_id.to_string(),
            personal_data: Some(personal_data),
            expected_version,
        };
        let answer = self.drafts().put_personal_data(request).await?;
        Ok(answer.into_inner().draft_version)
    }

    /// Stores the contacts in the draft of the expected version, and returns the next one.
    pub(crate) async fn put_contacts(
        &self,
        request_id: Uuid,
        registration_id: RegistrationId,
        expected_version: i64,
        mobile: String,
        email: String,
    ) -> Result<i64, Failure> {
        let request = pb::PutContactsRequest {
            request_id: request_id.to_string(),
            registration_id: registration_id.to_string(),
            mobile,
            email,
            expected_version,
        };
        let answer = self.drafts().put_contacts(request).await?;
        Ok(answer.into_inner().draft_version)
    }

    /// Asks for the contact that a code goes to.
    pub(crate) async fn resolve_contact(
        &self,
        registration_id: RegistrationId,
        draft_version: i64,
        kind: ContactKind,
    ) -> Result<String, Failure> {
        let request = pb::ResolveDraftContactRequest {
            registration_id: registration_id.to_string(),
            draft_version,
            kind: contact_kind(kind).into(),
        };
        let answer = self.drafts().resolve_draft_contact(request).await?;
        Ok(answer.into_inner().address)
    }

    /// Turns the draft into the account's profile.
    pub(crate) async fn activate(&self, activation: Activation) -> Result<(), Failure> {
        let request = pb::ActivateDraftRequest {
            registration_id: activation.registration_id.to_string(),
            draft_version: activation.draft_version,
            account_id: activation.account_id.to_string(),
            confirmed_kind: contact_kind(activation.confirmed_kind).into(),
            confirm_time: Some(timestamp::write(activation.confirm_time)),
        };
        self.drafts().activate_draft(request).await?;
        Ok(())
    }

    pub(super) async fn deliver_to_profile(self, event: Event) -> Result<(), Failure> {
        let request = pb::DeliverEventRequest { event: Some(event) };
        EventSinkServiceClient::new(self.profile)
            .deliver_event(request)
            .await?;
        Ok(())
    }

    pub(super) async fn notify(self, event: Event) -> Result<(), Failure> {
        let request = pb::NotifyRequest { event: Some(event) };
        NotificationServiceClient::new(self.profile)
            .notify(request)
            .await?;
        Ok(())
    }

    fn drafts(&self) -> DraftServiceClient<Peer> {
        DraftServiceClient::new(self.profile.clone())
    }
}

pub(crate) fn contact_kind(kind: ContactKind) -> types::ContactKind {
    match kind {
        ContactKind::Mobile => types::ContactKind::Mobile,
        ContactKind::Email => types::ContactKind::Email,
    }
}
