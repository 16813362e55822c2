//! Changing contacts.

use kabinet_proto::{
    profile::v1::{
        ConfirmContactPointRequest, ConfirmContactPointResponse, ContactPoint,
        ListContactPointsRequest, ReplaceContactPointRequest, ReplaceContactPointResponse,
        StartConfirmationRequest, StartConfirmationResponse, UndoContactChangeRequest,
        UndoContactChangeResponse,
    },
    types::v1::ContactKind,
};

use super::{Person, requests::same_or_new};
use crate::{Answer, Kabinet};

impl Person {
    /// Looks at the contacts.
    pub async fn sees_contacts(&self, suite: &impl Kabinet) -> Answer<Vec<ContactPoint>> {
        let request = ListContactPointsRequest {};
        let mut contacts = self.gateway(suite).contacts();
        let answer = contacts.list_contact_points(request).await?;
        Ok(answer.into_inner().contact_points)
    }

    /// Gives a new mobile number or address; another value is another request.
    pub async fn replaces_contact(
        &mut self,
        suite: &impl Kabinet,
        kind: ContactKind,
        value: &str,
    ) -> Answer<ReplaceContactPointResponse> {
        let typed = self.requests.replace_contact.as_ref();
        if typed.is_none_or(|typed| typed.value != value) {
            self.requests.start_confirmation = None;
        }
        let request_id = self.new_request_id();
        let request = same_or_new(
            &mut self.requests.replace_contact,
            |typed| typed.value == value,
            || ReplaceContactPointRequest {
                request_id,
                kind: kind.into(),
                value: value.to_owned(),
            },
        );
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.replace_contact_point(request).await?.into_inner())
    }

    /// Asks for a code to the contact that waits for it; another kind is another request.
    pub async fn asks_to_confirm_contact(
        &mut self,
        suite: &impl Kabinet,
        kind: ContactKind,
    ) -> Answer<StartConfirmationResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.start_confirmation,
            |asked| asked.kind() == kind,
            || StartConfirmationRequest {
                request_id,
                kind: kind.into(),
                client: Some(client),
            },
        );
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.start_confirmation(request).await?.into_inner())
    }

    /// Types the code; another code is another request.
    pub async fn confirms_contact(
        &mut self,
        suite: &impl Kabinet,
        kind: ContactKind,
    ) -> Answer<ConfirmContactPointResponse> {
        let (request_id, client) = (self.new_request_id(), self.client());
        let request = same_or_new(
            &mut self.requests.confirm_contact,
            |typed| typed.code == self.code && typed.kind() == kind,
            || ConfirmContactPointRequest {
                request_id,
                kind: kind.into(),
                code: self.code.clone(),
                client: Some(client),
            },
        );
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.confirm_contact_point(request).await?.into_inner())
    }
}

/// Takes a change back with the token of a message, as whoever reads it can.
pub async fn undoes_contact_change(
    suite: &impl Kabinet,
    token: &str,
    language: &str,
) -> Answer<UndoContactChangeResponse> {
    let request = UndoContactChangeRequest {
        action_token: token.to_owned(),
        language: language.to_owned(),
    };
    let mut contacts = suite.gateway().contacts();
    Ok(contacts.undo_contact_change(request).await?.into_inner())
}
