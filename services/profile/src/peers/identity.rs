use kabinet_env::id::AccountId;
use kabinet_peer::Failure;
use kabinet_proto::{
    identity::v1::{
        DeliverEventRequest, GetLoginRequest, directory_service_client::DirectoryServiceClient,
        event_sink_service_client::EventSinkServiceClient,
    },
    types::v1::Event,
};
use secrecy::SecretString;

use super::Peers;

/// Identity, as the outbox names it.
pub(crate) const IDENTITY: &str = "identity";

impl Peers {
    /// Hands an event to identity.
    pub(crate) async fn deliver_to_identity(&self, event: Event) -> Result<(), Failure> {
        let request = DeliverEventRequest { event: Some(event) };
        EventSinkServiceClient::new(self.identity.clone())
            .deliver_event(request)
            .await?;
        Ok(())
    }

    /// Learns an account's login name, to send it to its owner.
    pub(crate) async fn login(&self, account_id: AccountId) -> Result<SecretString, Failure> {
        let request = GetLoginRequest {
            account_id: account_id.to_string(),
        };
        let answer = DirectoryServiceClient::new(self.identity.clone())
            .get_login(request)
            .await?;
        Ok(answer.into_inner().login.into())
    }
}
