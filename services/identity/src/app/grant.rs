//! Makes the tokens of a grant from its facts, first or again.

use kabinet_seal::token::SecretToken;
use time::OffsetDateTime;

use super::App;
use super::client::Client;
use crate::domain::grant::{Device, GrantFacts};
use crate::domain::session::Session;
use crate::store;
use crate::vault::AccessToken;

/// What a login gives out.
pub(crate) struct Grant {
    pub(crate) session: Session,
    pub(crate) access_token: String,
    pub(crate) access_token_expire_time: OffsetDateTime,
    pub(crate) refresh_token: SecretToken,
    pub(crate) refresh_token_expire_time: OffsetDateTime,
    pub(crate) device_token: Option<SecretToken>,
}

impl App {
    /// Makes the grant of a login, or of a change of password.
    pub(super) fn grant(&self, facts: GrantFacts, client: &Client) -> Result<Grant, store::Error> {
        let refresh_token =
            self.vault
                .refresh_token(&facts.token_kid, facts.session_id, facts.refresh_family)?;
        let device_token = match facts.device {
            Device::Sent => client.device_token.clone(),
            Device::Issued => Some(self.vault.device_token(
                &facts.token_kid,
                facts.account_id,
                facts.session_id,
            )?),
            Device::None => None,
        };
        Ok(self.grant_with(facts, client, refresh_token, device_token))
    }

    pub(super) fn grant_with(
        &self,
        facts: GrantFacts,
        client: &Client,
        refresh_token: SecretToken,
        device_token: Option<SecretToken>,
    ) -> Grant {
        // No token outlives its session: whoever hears of no revocation has nothing else to go by.
        let lifetime = self
            .lifetimes
            .access_token_until(facts.issue_time, facts.expire_time);
        let access_token = self.vault.access_token(&AccessToken {
            account_id: facts.account_id,
            session_id: facts.session_id,
            client_id: &client.name,
            issue_time: facts.issue_time,
            authentication_time: facts.authentication_time,
            methods: &facts.methods,
            epoch: facts.epoch,
            lifetime,
        });
        Grant {
            access_token,
            access_token_expire_time: facts.issue_time + lifetime,
            refresh_token,
            refresh_token_expire_time: facts.idle_expire_time,
            device_token,
            session: Session {
                id: facts.session_id,
                account_id: facts.account_id,
                methods: facts.methods,
                place: client.place.clone(),
                create_time: facts.create_time,
                authentication_time: facts.authentication_time,
                last_use_time: facts.issue_time,
                expire_time: facts.expire_time,
            },
        }
    }
}
