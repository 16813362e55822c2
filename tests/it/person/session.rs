//! Logging in, and what a person sees then.

use kabinet_proto::{
    identity::v1::{LoginRequest, LoginResponse, SessionGrant},
    profile::v1::{ContactPoint, GetProfileRequest, ListContactPointsRequest, Profile},
};
use tonic::Status;

use super::Person;
use crate::suite::{Gateway, Suite};

impl Person {
    /// Logs in with an identifier; another identifier is another request.
    pub(crate) async fn logs_in(
        &mut self,
        suite: &Suite,
        identifier: &str,
    ) -> Result<LoginResponse, Status> {
        let typed = self.requests.login.as_ref();
        if typed.is_none_or(|typed| typed.identifier != identifier) {
            self.requests.login = Some(LoginRequest {
                request_id: Self::new_request_id(),
                identifier: identifier.to_owned(),
                password: self.password.clone(),
                client: Some(self.client()),
            });
        }
        let request = self.requests.login.clone().expect("it has just been made");
        let answer = suite
            .gateway()
            .sessions()
            .login(request)
            .await?
            .into_inner();
        self.grant = answer.grant.clone().unwrap();
        Ok(answer)
    }

    /// Calls with the newest session.
    pub(crate) fn gateway(&self, suite: &Suite) -> Gateway {
        suite.gateway().for_person(&self.grant.access_token)
    }

    pub(crate) async fn sees_profile(&self, suite: &Suite) -> Profile {
        let mut profile = self.gateway(suite).profile();
        let answer = profile.get_profile(GetProfileRequest {}).await.unwrap();
        answer.into_inner().profile.unwrap()
    }

    pub(crate) async fn sees_contacts(&self, suite: &Suite) -> Vec<ContactPoint> {
        let mut contacts = self.gateway(suite).contacts();
        let request = ListContactPointsRequest {};
        let answer = contacts.list_contact_points(request).await.unwrap();
        answer.into_inner().contact_points
    }

    /// Puts the device away: the next one is not known to the account.
    pub(crate) fn takes_another_device(&mut self) {
        self.grant.device_token.clear();
    }

    pub(crate) fn session_id(&self) -> String {
        let SessionGrant { session, .. } = &self.grant;
        session.as_ref().unwrap().session_id.clone()
    }

    /// Returns the account of the newest session.
    pub(crate) fn account_id(&self) -> String {
        let SessionGrant { session, .. } = &self.grant;
        session.as_ref().unwrap().account_id.clone()
    }
}
