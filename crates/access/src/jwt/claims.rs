//! Claims of a token.

use kabinet_env::id::{AccountId, SessionId};
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, serde::timestamp};

use super::{Error, LEEWAY};

/// What an access token says (RFC 9068, section 2.2). Times are whole seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Claims {
    /// Issuer.
    pub iss: String,
    /// Audience.
    pub aud: String,
    /// Account of the person.
    pub sub: AccountId,
    /// Front end that the token was made for.
    pub client_id: String,
    /// When the token was made.
    #[serde(with = "timestamp")]
    pub iat: OffsetDateTime,
    /// When the token ends.
    #[serde(with = "timestamp")]
    pub exp: OffsetDateTime,
    /// Id of the token.
    pub jti: String,
    /// Session of the token.
    pub sid: SessionId,
    /// When the person last proved who they are.
    #[serde(with = "timestamp")]
    pub auth_time: OffsetDateTime,
    /// Methods of that proof (RFC 8176).
    pub amr: Vec<String>,
    /// Assurance of that proof.
    pub acr: String,
    /// Number of the account's set of credentials.
    pub epoch: i64,
}

impl Claims {
    pub(super) fn check(
        &self,
        now: OffsetDateTime,
        issuer: &str,
        audience: &str,
    ) -> Result<(), Error> {
        if self.iss != issuer {
            return Err(Error::Issuer);
        }
        if self.aud != audience {
            return Err(Error::Audience);
        }
        if self.exp <= self.iat || self.iat > now + LEEWAY || self.auth_time > now + LEEWAY {
            return Err(Error::Times);
        }
        if now - LEEWAY >= self.exp {
            return Err(Error::Expired);
        }
        Ok(())
    }
}
