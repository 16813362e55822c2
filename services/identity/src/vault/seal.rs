//! What is encrypted at rest.

use std::fmt;

use kabinet_env::Env;
use kabinet_env::id::{AccountId, RegistrationId, SessionId};
use kabinet_seal::{DataKey, OpenError, Place as SealPlace};

use super::Vault;
use crate::domain::place::Place;

/// The key that seals everything personal of one account.
pub(crate) struct AccountKey {
    key: DataKey,
    env: Env,
}

impl Vault {
    pub(crate) fn seal_registration_login(&self, id: RegistrationId, login: &str) -> Vec<u8> {
        let row = id.uuid();
        let place = registration_place("login", row.as_bytes());
        self.registration.seal(&self.env, place, login.as_bytes())
    }

    pub(crate) fn open_registration_login(
        &self,
        id: RegistrationId,
        sealed: &[u8],
    ) -> Result<String, OpenError> {
        let row = id.uuid();
        text(
            &self
                .registration
                .open(registration_place("login", row.as_bytes()), sealed)?,
        )
    }

    pub(crate) fn seal_verification(&self, id: RegistrationId, handle: &str) -> Vec<u8> {
        let row = id.uuid();
        let place = registration_place("verification", row.as_bytes());
        self.registration.seal(&self.env, place, handle.as_bytes())
    }

    pub(crate) fn open_verification(
        &self,
        id: RegistrationId,
        sealed: &[u8],
    ) -> Result<String, OpenError> {
        let row = id.uuid();
        text(
            &self
                .registration
                .open(registration_place("verification", row.as_bytes()), sealed)?,
        )
    }

    /// Makes the key of a new account and returns it with its wrapped form.
    pub(crate) fn new_account_key(&self, id: AccountId) -> (AccountKey, Vec<u8>) {
        let key = DataKey::generate(&self.env);
        let row = id.uuid();
        let wrapped = self
            .account
            .wrap(&self.env, account_place("data_key", row.as_bytes()), &key);
        (self.account_key(key), wrapped)
    }

    pub(crate) fn open_account_key(
        &self,
        id: AccountId,
        wrapped: &[u8],
    ) -> Result<AccountKey, OpenError> {
        let row = id.uuid();
        let key = self
            .account
            .unwrap(account_place("data_key", row.as_bytes()), wrapped)?;
        Ok(self.account_key(key))
    }

    /// Returns a key that opens nothing, for attempts at accounts that do not exist.
    pub(crate) fn stand_in_place(&self, place: &Place) -> Vec<u8> {
        let row = [0; 16];
        self.stand_in
            .seal(&self.env, event_place(&row), &place.encode())
    }

    fn account_key(&self, key: DataKey) -> AccountKey {
        AccountKey {
            key,
            env: self.env.clone(),
        }
    }
}

impl AccountKey {
    pub(crate) fn seal_login(&self, id: AccountId, login: &str) -> Vec<u8> {
        let row = id.uuid();
        self.key.seal(
            &self.env,
            account_place("login", row.as_bytes()),
            login.as_bytes(),
        )
    }

    pub(crate) fn open_login(&self, id: AccountId, sealed: &[u8]) -> Result<String, OpenError> {
        let row = id.uuid();
        text(
            &self
                .key
                .open(account_place("login", row.as_bytes()), sealed)?,
        )
    }

    pub(crate) fn seal_session_place(&self, id: SessionId, place: &Place) -> Vec<u8> {
        let row = id.uuid();
        self.key
            .seal(&self.env, session_place(row.as_bytes()), &place.encode())
    }

    pub(crate) fn open_session_place(
        &self,
        id: SessionId,
        sealed: &[u8],
    ) -> Result<Place, OpenError> {
        let row = id.uuid();
        decoded(&self.key.open(session_place(row.as_bytes()), sealed)?)
    }

    /// Seals the place of an event; its position is not known yet, so the account is its row.
    pub(crate) fn seal_event_place(&self, id: AccountId, place: &Place) -> Vec<u8> {
        let row = id.uuid();
        self.key
            .seal(&self.env, event_place(row.as_bytes()), &place.encode())
    }

    pub(crate) fn open_event_place(
        &self,
        id: AccountId,
        sealed: &[u8],
    ) -> Result<Place, OpenError> {
        let row = id.uuid();
        decoded(&self.key.open(event_place(row.as_bytes()), sealed)?)
    }
}

impl fmt::Debug for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountKey").finish_non_exhaustive()
    }
}

fn registration_place<'a>(column: &'a str, row: &'a [u8]) -> SealPlace<'a> {
    place("identity.registration", column, row)
}

fn account_place<'a>(column: &'a str, row: &'a [u8]) -> SealPlace<'a> {
    place("identity.account", column, row)
}

fn session_place(row: &[u8]) -> SealPlace<'_> {
    place("identity.session", "place", row)
}

fn event_place(row: &[u8]) -> SealPlace<'_> {
    place("identity.security_event", "place", row)
}

pub(super) fn place<'a>(table: &'a str, column: &'a str, row: &'a [u8]) -> SealPlace<'a> {
    SealPlace {
        table,
        column,
        row,
        version: 1,
    }
}

pub(super) fn text(bytes: &[u8]) -> Result<String, OpenError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| OpenError::Malformed)
}

fn decoded(bytes: &[u8]) -> Result<Place, OpenError> {
    Place::decode(bytes).ok_or(OpenError::Malformed)
}
