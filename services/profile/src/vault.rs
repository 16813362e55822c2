//! Seals personal data for their place at rest, and opens them again.

mod cell;
mod code;
mod contact_change;
mod draft;
mod person;
mod record;
mod stand_in;

use kabinet_domain::{Contact, ContactKind};
use kabinet_env::Env;
use kabinet_seal::{BlindIndex, KeyRing, Mac, OpenError, Sealer};
use uuid::Uuid;

pub(crate) use code::CodeOf;
pub(crate) use person::AccountVault;
pub(crate) use stand_in::StandIn;

/// Says why sealed data could not be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// The seal does not open.
    #[error("{table}.{column} of {row} does not open")]
    Sealed {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Account or registration of the row.
        row: Uuid,
        /// Why.
        #[source]
        source: OpenError,
    },
    /// What was sealed is not what it should be.
    #[error("{table}.{column} of {row} is corrupt under its seal")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// Account or registration of the row.
        row: Uuid,
    },
    /// A secret was derived with a key that is gone.
    #[error("the key {kid} of a code is gone")]
    KeyGone {
        /// The key.
        kid: String,
    },
}

/// Holds the service's keys.
///
/// Drafts are sealed with the service's own key. People and their contacts are sealed with a key
/// of each account, which the service's key wraps: who destroys the wrapped key erases the person.
#[derive(Clone, Debug)]
pub(crate) struct Vault {
    env: Env,
    drafts: Sealer,
    account_keys: Sealer,
    mobiles: BlindIndex,
    emails: BlindIndex,
    codes: Mac,
}

impl Vault {
    /// Derives the service's keys from its key ring.
    pub(crate) fn new(ring: &KeyRing, env: Env) -> Self {
        Self {
            env,
            drafts: Sealer::new(ring.clone(), "profile.draft"),
            account_keys: Sealer::new(ring.clone(), "profile.person.data_key"),
            mobiles: BlindIndex::new(ring.clone(), "mobile"),
            emails: BlindIndex::new(ring.clone(), "email"),
            codes: Mac::new(ring.clone(), "profile.contact_change.code"),
        }
    }

    /// Returns the blind index that finds a contact.
    pub(crate) fn contact_index(&self, contact: &Contact) -> [u8; 32] {
        self.index(contact).index(contact.normalised().as_bytes())
    }

    /// Returns every blind index that may stand beside a contact: one for each live key.
    pub(crate) fn contact_indexes(&self, contact: &Contact) -> Vec<Vec<u8>> {
        let index = self.index(contact);
        let indexes = index.candidates(contact.normalised().as_bytes());
        indexes.into_iter().map(Vec::from).collect()
    }

    fn index(&self, contact: &Contact) -> &BlindIndex {
        match contact.kind() {
            ContactKind::Mobile => &self.mobiles,
            ContactKind::Email => &self.emails,
        }
    }
}

#[cfg(test)]
mod tests;
