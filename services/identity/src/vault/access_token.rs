//! Access tokens (RFC 9068 shape, Ed25519).

use std::time::Duration;

use kabinet_access::jwt::{self, Claims};
use kabinet_access::{AUDIENCE, PublicKeys};
use kabinet_env::id::{AccountId, SessionId};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Vault;
use crate::domain::session::Method;

/// Assurance of one factor, whichever.
const AAL1: &str = "aal1";

/// What a new access token says.
pub(crate) struct AccessToken<'a> {
    pub(crate) account_id: AccountId,
    pub(crate) session_id: SessionId,
    pub(crate) client_id: &'a str,
    pub(crate) issue_time: OffsetDateTime,
    pub(crate) authentication_time: OffsetDateTime,
    pub(crate) methods: &'a [Method],
    pub(crate) epoch: i64,
    pub(crate) lifetime: Duration,
}

impl Vault {
    /// Signs a token; the same facts and key make the same token.
    pub(crate) fn access_token(&self, token: &AccessToken<'_>) -> String {
        let issued = token.issue_time.unix_timestamp_nanos().to_be_bytes();
        let claims = Claims {
            iss: self.issuer().to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: token.account_id,
            client_id: token.client_id.to_owned(),
            iat: token.issue_time,
            exp: token.issue_time + token.lifetime,
            jti: Uuid::new_v5(&token.session_id.uuid(), &issued).to_string(),
            sid: token.session_id,
            auth_time: token.authentication_time,
            amr: token
                .methods
                .iter()
                .map(|method| method.as_str().to_owned())
                .collect(),
            acr: AAL1.to_owned(),
            epoch: token.epoch,
        };
        jwt::sign(&self.signing_keys().current(), &claims)
    }

    /// Reads a token that this service signed and that has not ended.
    pub(crate) fn read_access_token(&self, token: &str, now: OffsetDateTime) -> Option<Claims> {
        jwt::verify(token, &self.public_keys(), now, self.issuer(), AUDIENCE).ok()
    }

    pub(crate) fn public_keys(&self) -> PublicKeys {
        self.signing_keys().public_keys().into_iter().collect()
    }
}
