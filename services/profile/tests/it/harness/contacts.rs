//! Contacts, as people change them.

use kabinet_env::id::{AccountId, ContactChangeId};
use kabinet_proto::{
    profile::v1::{
        ConfirmContactPointRequest, ConfirmContactPointResponse, ContactPoint,
        ListContactPointsRequest, ReplaceContactPointRequest, ReplaceContactPointResponse,
        StartConfirmationRequest, StartConfirmationResponse, UndoContactChangeRequest,
        UndoContactChangeResponse,
    },
    types::v1::ContactKind,
};
use tonic::{Response, Status};

use super::{CallAs, FakeCodes, Profile, request_id};

/// Asks for a new value of a contact.
pub(crate) fn replace(
    profile: &Profile,
    kind: ContactKind,
    value: &str,
) -> ReplaceContactPointRequest {
    ReplaceContactPointRequest {
        request_id: request_id(profile),
        kind: kind.into(),
        value: value.to_owned(),
    }
}

/// Asks for a code.
pub(crate) fn start(profile: &Profile, kind: ContactKind) -> StartConfirmationRequest {
    StartConfirmationRequest {
        request_id: request_id(profile),
        kind: kind.into(),
        client: None,
    }
}

/// Gives the right code.
pub(crate) fn confirm(profile: &Profile, kind: ContactKind) -> ConfirmContactPointRequest {
    ConfirmContactPointRequest {
        request_id: request_id(profile),
        kind: kind.into(),
        code: FakeCodes::CODE.to_owned(),
        client: None,
    }
}

impl Profile {
    pub(crate) async fn try_replace(
        &self,
        account_id: AccountId,
        request: ReplaceContactPointRequest,
    ) -> Result<Response<ReplaceContactPointResponse>, Status> {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        contacts.replace_contact_point(request).await
    }

    pub(crate) async fn replace(
        &self,
        account_id: AccountId,
        kind: ContactKind,
        value: &str,
    ) -> ContactPoint {
        let answer = self
            .try_replace(account_id, replace(self, kind, value))
            .await;
        answer.unwrap().into_inner().contact_point.unwrap()
    }

    pub(crate) async fn try_start(
        &self,
        account_id: AccountId,
        request: StartConfirmationRequest,
    ) -> Result<Response<StartConfirmationResponse>, Status> {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        contacts.start_confirmation(request).await
    }

    pub(crate) async fn start_confirmation(
        &self,
        account_id: AccountId,
        kind: ContactKind,
    ) -> StartConfirmationResponse {
        let answer = self.try_start(account_id, start(self, kind)).await;
        answer.unwrap().into_inner()
    }

    pub(crate) async fn try_confirm(
        &self,
        account_id: AccountId,
        request: ConfirmContactPointRequest,
    ) -> Result<Response<ConfirmContactPointResponse>, Status> {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        contacts.confirm_contact_point(request).await
    }

    pub(crate) async fn confirm(&self, account_id: AccountId, kind: ContactKind) -> ContactPoint {
        let answer = self.try_confirm(account_id, confirm(self, kind)).await;
        answer.unwrap().into_inner().contact_point.unwrap()
    }

    /// Has a code sent to what waits, and gives it back.
    pub(crate) async fn prove(&self, account_id: AccountId, kind: ContactKind) -> ContactPoint {
        self.start_confirmation(account_id, kind).await;
        self.confirm(account_id, kind).await
    }

    /// Replaces a contact and confirms the new one; returns the change.
    pub(crate) async fn change(
        &self,
        account_id: AccountId,
        kind: ContactKind,
        value: &str,
    ) -> ContactChangeId {
        self.replace(account_id, kind, value).await;
        self.prove(account_id, kind).await;
        self.newest_change(account_id).await
    }

    /// Returns the change that was confirmed last.
    pub(crate) async fn newest_change(&self, account_id: AccountId) -> ContactChangeId {
        let select = "SELECT change_id
             FROM profile.contact_change
             WHERE account_id = $1 AND confirm_time IS NOT NULL
             ORDER BY confirm_time DESC, change_id DESC
             LIMIT 1";
        let id = sqlx::query_scalar(select).bind(account_id.uuid());
        ContactChangeId::from_uuid(id.fetch_one(&self.pool).await.unwrap())
    }

    /// Shows a person the contact point of a kind.
    pub(crate) async fn contact_point(
        &self,
        account_id: AccountId,
        kind: ContactKind,
    ) -> ContactPoint {
        let token = self.identity.log_in(account_id);
        let mut contacts = self.contact_points(CallAs::person(&token));
        let request = ListContactPointsRequest {};
        let listed = contacts.list_contact_points(request).await.unwrap();
        let mut listed = listed.into_inner().contact_points.into_iter();
        listed.find(|contact| contact.kind() == kind).unwrap()
    }

    /// Takes a change back with a token.
    pub(crate) async fn undo(
        &self,
        token: &str,
    ) -> Result<Response<UndoContactChangeResponse>, Status> {
        let mut contacts = self.contact_points(CallAs::gateway());
        let request = UndoContactChangeRequest {
            action_token: token.to_owned(),
            language: String::new(),
        };
        contacts.undo_contact_change(request).await
    }
}
