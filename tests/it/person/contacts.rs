//! Changing contacts.

use kabinet_proto::{
    profile::v1::{
        ConfirmContactPointRequest, ConfirmContactPointResponse, ReplaceContactPointRequest,
        ReplaceContactPointResponse, StartConfirmationRequest, StartConfirmationResponse,
        UndoContactChangeRequest,
    },
    types::v1::{Channel, ContactKind},
};
use tonic::Status;

use super::Person;
use crate::suite::Suite;

impl Person {
    /// Gives a new mobile number or address; another value is another request.
    pub(crate) async fn replaces_contact(
        &mut self,
        suite: &Suite,
        kind: ContactKind,
        value: &str,
    ) -> Result<ReplaceContactPointResponse, Status> {
        let typed = self.requests.replace_contact.as_ref();
        if typed.is_none_or(|typed| typed.value != value) {
            self.requests.replace_contact = Some(ReplaceContactPointRequest {
                request_id: Self::new_request_id(),
                kind: kind.into(),
                value: value.to_owned(),
            });
            self.requests.start_confirmation = None;
        }
        let request = self.requests.replace_contact.clone();
        let request = request.expect("it has just been made");
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.replace_contact_point(request).await?.into_inner())
    }

    /// Asks for a code to the contact that waits for it.
    pub(crate) async fn asks_to_confirm_contact(
        &mut self,
        suite: &Suite,
        kind: ContactKind,
    ) -> Result<StartConfirmationResponse, Status> {
        let made = || StartConfirmationRequest {
            request_id: Self::new_request_id(),
            kind: kind.into(),
            client: Some(self.client()),
        };
        let asked = self.requests.start_confirmation.clone();
        let request = asked.filter(|asked| asked.kind() == kind);
        let request = request.unwrap_or_else(made);
        self.requests.start_confirmation = Some(request.clone());
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.start_confirmation(request).await?.into_inner())
    }

    /// Types the code; another code is another request.
    pub(crate) async fn confirms_contact(
        &mut self,
        suite: &Suite,
        kind: ContactKind,
    ) -> Result<ConfirmContactPointResponse, Status> {
        let typed = self.requests.confirm_contact.as_ref();
        if typed.is_none_or(|typed| typed.code != self.code) {
            self.requests.confirm_contact = Some(ConfirmContactPointRequest {
                request_id: Self::new_request_id(),
                kind: kind.into(),
                code: self.code.clone(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.confirm_contact.clone();
        let request = request.expect("it has just been made");
        let mut contacts = self.gateway(suite).contacts();
        Ok(contacts.confirm_contact_point(request).await?.into_inner())
    }

    /// Changes the mobile number from the first call to the last.
    pub(crate) async fn changes_mobile(&mut self, suite: &Suite, mobile: &str) {
        let kind = ContactKind::Mobile;
        let replaced = self.replaces_contact(suite, kind, mobile).await;
        replaced.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        let asked = self.asks_to_confirm_contact(suite, kind).await;
        asked.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        self.reads_code_at(suite, mobile).await;
        let confirmed = self.confirms_contact(suite, kind).await;
        confirmed.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
    }

    /// Confirms the contact that registering has left unconfirmed.
    pub(crate) async fn confirms_the_other_contact(&mut self, suite: &Suite, channel: Channel) {
        let kind = match channel {
            Channel::Email => ContactKind::Email,
            Channel::Sms | Channel::Unspecified => ContactKind::Mobile,
        };
        let asked = self.asks_to_confirm_contact(suite, kind).await;
        asked.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
        self.reads_code(suite, channel).await;
        let confirmed = self.confirms_contact(suite, kind).await;
        confirmed.unwrap_or_else(|status| suite.explain(&format!("{status:?}")));
    }
}

/// Takes a change back with the token of a message, as whoever reads it can.
pub(crate) async fn undoes_contact_change(suite: &Suite, token: &str) -> Result<(), Status> {
    let request = UndoContactChangeRequest {
        action_token: token.to_owned(),
        language: "ru".to_owned(),
    };
    let mut contacts = suite.gateway().contacts();
    contacts.undo_contact_change(request).await?;
    Ok(())
}
