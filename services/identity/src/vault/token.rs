//! Tokens. All are derived, so that a replayed answer has the same ones and none is stored.

use std::iter;

use kabinet_env::id::{AccountId, RegistrationId, SessionId};
use kabinet_seal::token::SecretToken;
use kabinet_seal::{KeyId, sha256};

use super::Vault;
use crate::domain::place::Place;

const RESUME: &str = "krs";
const REFRESH: &str = "krt";
const DEVICE: &str = "kdt";

/// Tells that a token was derived with a key that is gone.
#[derive(Clone, Debug, thiserror::Error)]
#[error("the key {kid} is gone")]
pub(crate) struct KeyGone {
    kid: String,
}

impl Vault {
    /// Returns the key that new tokens are derived with.
    pub(crate) fn token_kid(&self) -> KeyId {
        let (kid, _) = self.refresh_token.mac(&[]);
        kid
    }

    pub(crate) fn resume_token(
        &self,
        kid: &str,
        id: RegistrationId,
    ) -> Result<SecretToken, KeyGone> {
        let row = id.uuid();
        again(RESUME, &self.resume_token, kid, &[row.as_bytes()])
    }

    /// Returns the first refresh token of a family of a session.
    pub(crate) fn refresh_token(
        &self,
        kid: &str,
        session_id: SessionId,
        family: i32,
    ) -> Result<SecretToken, KeyGone> {
        let session = session_id.uuid();
        let parts: [&[u8]; 3] = [b"first", session.as_bytes(), &family.to_be_bytes()];
        again(REFRESH, &self.refresh_token, kid, &parts)
    }

    /// Returns the token that follows a used one.
    pub(crate) fn successor(&self, kid: &str, used: &SecretToken) -> Result<SecretToken, KeyGone> {
        // The used token itself goes in, not its stored hash: the table and the key are not enough
        // to make a token. Nothing else does: a token alone leads to those that followed it.
        let used = zeroize::Zeroizing::new(used.expose());
        let parts: [&[u8]; 2] = [b"next", used.as_bytes()];
        again(REFRESH, &self.refresh_token, kid, &parts)
    }

    /// Returns the hashes of the tokens that follow within so many uses, with any live key.
    pub(crate) fn following(&self, token: &SecretToken, uses: usize) -> Vec<Vec<u8>> {
        let keys = self.tokens.all();
        let chains = keys.iter().flat_map(|key| {
            let next = |used: &SecretToken| self.successor(key.kid(), used).ok();
            iter::successors(next(token), next).take(uses)
        });
        chains.map(|token| token.sha256().to_vec()).collect()
    }

    pub(crate) fn device_token(
        &self,
        kid: &str,
        account_id: AccountId,
        session_id: SessionId,
    ) -> Result<SecretToken, KeyGone> {
        let (account, session) = (account_id.uuid(), session_id.uuid());
        let parts: [&[u8]; 2] = [account.as_bytes(), session.as_bytes()];
        again(DEVICE, &self.device_token, kid, &parts)
    }

    /// Marks a device by its token or, if it has none, by its network and user agent.
    pub(crate) fn device_mark(
        &self,
        kid: &str,
        token: Option<&SecretToken>,
        place: &Place,
    ) -> Result<[u8; 32], KeyGone> {
        let mark = match token {
            Some(token) => self.device_mark.with(kid, &[b"token", &token.sha256()]),
            None => self.device_mark.with(kid, &[b"place", &place.encode()]),
        };
        mark.ok_or_else(|| gone(kid))
    }

    /// Returns the secret without which nobody can check a code of this registration.
    pub(crate) fn check_secret(&self, kid: &str, id: RegistrationId) -> Result<[u8; 32], KeyGone> {
        let row = id.uuid();
        self.check_secret
            .with(kid, &[row.as_bytes()])
            .ok_or_else(|| gone(kid))
    }

    pub(crate) fn parse_refresh_token(text: &str) -> Option<SecretToken> {
        SecretToken::parse(REFRESH, text).ok()
    }

    /// Reads what anybody may have made up: only a row tells whose device it is.
    pub(crate) fn parse_device_token(text: &str) -> Option<SecretToken> {
        SecretToken::parse(DEVICE, text).ok()
    }

    /// Hashes a resume token as typed; any other text hashes to what nothing has.
    pub(crate) fn resume_token_hash(text: &str) -> [u8; 32] {
        sha256(text.as_bytes())
    }
}

pub(super) fn again(
    prefix: &'static str,
    mac: &kabinet_seal::Mac,
    kid: &str,
    parts: &[&[u8]],
) -> Result<SecretToken, KeyGone> {
    SecretToken::derive_with(prefix, mac, kid, parts).ok_or_else(|| gone(kid))
}

pub(super) fn gone(kid: &str) -> KeyGone {
    KeyGone {
        kid: kid.to_owned(),
    }
}
